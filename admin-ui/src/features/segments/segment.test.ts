import { expect, it } from 'vitest'
import { holdsWords } from './segment'

const rule = { type: 'segment', segment: 'staff' } as const

it('says who belongs to a segment', () => {
  expect(holdsWords({ rules: [], ids: { included: 0, excluded: 0 } })).toBe('holds nobody yet.')
  expect(holdsWords({ rules: [rule], ids: { included: 1, excluded: 0 } })).toBe(
    'holds 1 subject by name and whoever fits its rule.',
  )
  expect(holdsWords({ rules: [rule, rule], ids: { included: 0, excluded: 3 } })).toBe(
    'holds whoever fits one of its 2 rules, but for 3 left out.',
  )
})
