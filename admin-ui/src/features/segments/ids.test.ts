import { expect, it } from 'vitest'
import { editWords, idsOf, undoOf } from './ids'

const before = { included: ['ada', 'bob'], excluded: ['eve'] }

it('reads identifiers a line each, or with commas, each once', () => {
  expect(idsOf(' ada\nbob,, ada ,\n\n')).toEqual(['ada', 'bob'])
})

it('undoes exactly what was done: who was there stays, who was in the other list goes back', () => {
  const add = { type: 'add', included: ['ada', 'eve', 'new'], excluded: [] } as const
  expect(undoOf(before, { ...add, included: [...add.included], excluded: [] })).toEqual([
    { type: 'remove', included: ['new'], excluded: [] },
    { type: 'add', included: ['ada'], excluded: ['eve'] },
  ])
  expect(undoOf(before, { type: 'remove', included: ['bob'], excluded: [] })).toEqual([
    { type: 'add', included: ['bob'], excluded: [] },
  ])
})

it('says what was done', () => {
  expect(editWords({ type: 'add', included: ['ada'], excluded: [] })).toBe('ada is in now.')
  expect(editWords({ type: 'add', included: [], excluded: ['a', 'b'] })).toBe('2 subjects are left out now.')
  expect(editWords({ type: 'remove', included: ['a'], excluded: [] })).toBe('a is not named any more.')
})
