import { describe, expect, it } from 'vitest'
import { type Circumstances, inUseMs, refuse } from './refusals.js'

const what = 'flag "checkout"'
const exists: Circumstances = { what, stands: { type: 'exists', revision: 7 } }

describe('creating', () => {
  it('is refused in whole sentences, whatever it is', () => {
    const environment = { what: 'environment "staging"' }
    expect(refuse({ type: 'create' }, { ...environment, stands: { type: 'exists', revision: 7 } })).toEqual({
      code: 'already-exists',
      message: 'There is an environment "staging" already: edit it, or choose another key.',
    })
    expect(refuse({ type: 'create' }, { what, stands: { type: 'deleted' } })?.message).toMatch(
      /^There was a flag "checkout" once/,
    )
  })

  it('is refused where the key is taken, and where it is spent', () => {
    expect(refuse({ type: 'create' }, { what, stands: { type: 'never' } })).toBeUndefined()
    expect(refuse({ type: 'create' }, exists)?.code).toBe('already-exists')
    expect(refuse({ type: 'create' }, { what, stands: { type: 'deleted' } })?.code).toBe('key-spent')
  })
})

describe('editing', () => {
  it('is refused for what does not exist, or no more', () => {
    expect(refuse({ type: 'edit' }, { what, stands: { type: 'never' } })?.code).toBe('not-found')
    expect(refuse({ type: 'edit' }, { what, stands: { type: 'deleted' } })?.code).toBe('not-found')
  })

  it('is refused for another revision than the present one, in either direction', () => {
    expect(refuse({ type: 'edit' }, { ...exists, ifMatch: 7 })).toBeUndefined()
    expect(refuse({ type: 'edit' }, { ...exists, ifMatch: 6 })).toMatchObject({
      code: 'precondition-failed',
      seen: 6,
      stands: 7,
    })
    expect(refuse({ type: 'edit' }, { ...exists, ifMatch: 8 })?.code).toBe('precondition-failed')
  })

  it('asks for a revision only where production sees it', () => {
    expect(refuse({ type: 'edit' }, exists)).toBeUndefined()
    expect(refuse({ type: 'edit' }, { ...exists, asksForMatch: true })).toMatchObject({
      code: 'precondition-required',
      message: expect.stringContaining('the present one is 7'),
    })
  })
})

describe('archiving', () => {
  const archive = (force = false) => ({ type: 'archive', force }) as const

  it('is refused while others refer to it, also by force', () => {
    const about = { ...exists, referredToBy: ['flag "payments" in staging'] }
    expect(refuse(archive(), about)).toEqual({
      code: 'in-use',
      message: 'flag "payments" in staging refers to flag "checkout": change it first.',
    })
    const two = { ...exists, referredToBy: ['flag "a"', 'flag "b"'] }
    expect(refuse(archive(), two)?.message).toBe(
      'flag "a", flag "b" refer to flag "checkout": change them first.',
    )
    expect(refuse(archive(true), about)?.code).toBe('in-use')
  })

  it('is refused where it was evaluated in the last 7 days, but for force', () => {
    const now = inUseMs * 3
    const at = (ms: number) => ({ ...exists, now, lastEvaluated: new Map([['production', ms]]) })
    expect(refuse(archive(), at(now - inUseMs + 1))).toMatchObject({
      code: 'recently-evaluated',
      environments: ['production'],
    })
    expect(refuse(archive(), at(now - inUseMs))).toBeUndefined()
    expect(refuse(archive(true), at(now))).toBeUndefined()
  })
})

it('refuses to delete what others refer to', () => {
  expect(refuse({ type: 'delete' }, { ...exists, referredToBy: ['flag "payments"'] })?.code).toBe('in-use')
  expect(refuse({ type: 'delete' }, exists)).toBeUndefined()
})
