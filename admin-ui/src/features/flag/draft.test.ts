import { describe, expect, it } from 'vitest'
import { asSplit, isDraft, patchOf, read, rebased, textOf } from './draft'
import type { Targeting } from './flag'

const base: Targeting = {
  rules: [],
  default: { type: 'variant', variant: 'on' },
  prerequisites: [],
  offVariant: 'off',
}
const mine: Targeting = { ...base, default: { type: 'variant', variant: 'off' } }

describe('what is typed', () => {
  it('is read as it was written', () => {
    expect(read(textOf(base))).toEqual({ targeting: base })
  })

  it.each([
    ['{', /no JSON yet/],
    ['[]', /Expected an object with rules/],
    ['{"rules": []}', /missing, .*: default, prerequisites, offVariant\.$/],
    [JSON.stringify({ ...base, enabled: true }), /not edited here: enabled\./],
  ])('%s is told what it lacks', (text, problem) => {
    expect(read(text).problem).toMatch(problem)
  })
})

describe('an edit', () => {
  it('sends only what it changes', () => {
    expect(patchOf(base, mine)).toEqual({ default: { type: 'variant', variant: 'off' } })
    expect(patchOf(base, base)).toEqual({})
  })

  it('stands on top of another person’s, who changed something else', () => {
    const theirs: Targeting = { ...base, offVariant: null }
    expect(rebased(base, mine, theirs)).toEqual({ merged: { ...mine, offVariant: null }, both: [] })
  })

  it('names what both have changed, and what both have changed alike is none', () => {
    const theirs: Targeting = { ...base, default: { type: 'callerDefault' } }
    expect(rebased(base, mine, theirs)).toEqual({ merged: mine, both: ['default'] })
    expect(rebased(base, mine, mine).both).toEqual([])
  })
})

it('makes a split that moves nobody', () => {
  const split = asSplit({ type: 'variant', variant: 'off' }, ['on', 'off'])
  expect(split).toMatchObject({
    weights: [
      { variant: 'on', weight: 0 },
      { variant: 'off', weight: 100 },
    ],
  })
})

it('is a draft of this version, or none', () => {
  const draft = { revision: 7, base, text: '{', reason: 'because' }
  expect(isDraft(draft)).toBe(true)
  for (const found of [
    undefined,
    'no',
    { ...draft, revision: '7' },
    { ...draft, base: null },
    { revision: 7 },
  ])
    expect(isDraft(found)).toBe(false)
})
