import { expect, it } from 'vitest'
import { changedIn, type Edit, overtakenIn, rebased } from './edit'

const base = { name: 'Beta', rules: ['a'], text: '' }
const edit: Edit<typeof base> = { revision: 3, base, mine: { ...base, name: 'Beta testers' } }

it('sends only what differs', () => {
  expect(changedIn(base, edit.mine)).toEqual({ name: 'Beta testers' })
  expect(changedIn(base, structuredClone(base))).toEqual({})
})

it('tells what somebody else has changed meanwhile, unless it is what I meant as well', () => {
  expect(overtakenIn(edit, { ...base, rules: ['b'] })).toEqual(['rules'])
  expect(overtakenIn(edit, { ...base, name: 'Beta testers' })).toEqual([])
  expect(overtakenIn(edit, base)).toEqual([])
})

it('puts mine on top of theirs', () => {
  const next = rebased(edit, 5, { name: 'Theirs', rules: ['b'], text: 'new' })
  expect(next.mine).toEqual({ name: 'Beta testers', rules: ['b'], text: 'new' })
  expect(changedIn(next.base, next.mine)).toEqual({ name: 'Beta testers' })
  expect(next.revision).toBe(5)
})
