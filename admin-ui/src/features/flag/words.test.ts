import { describe, expect, it } from 'vitest'
import type { Condition, Outcome } from './flag'
import { conditionWords, outcomeWords, partsOfSplit, readBack, standsAs } from './words'

const email: Condition = {
  type: 'attribute',
  attribute: 'email',
  operator: 'endsWith',
  values: ['@shop.example'],
}
const split = (...weights: [string, number][]): Outcome => ({
  type: 'split',
  weights: weights.map(([variant, weight]) => ({ variant, weight })),
})
const on: Outcome = { type: 'variant', variant: 'on' }
const off: Outcome = { type: 'variant', variant: 'off' }
const targeting = { rules: [], default: off, prerequisites: [], offVariant: 'off' }

describe('a condition is said', () => {
  it.each<[Condition, string]>([
    [email, 'email ends with “@shop.example”'],
    [{ ...email, negate: true }, 'email does not end with “@shop.example”'],
    [{ ...email, attribute: '' }, '… ends with “@shop.example”'],
    [{ type: 'segment', segment: '' }, 'segment is …'],
    [
      { type: 'attribute', attribute: 'age', operator: 'between', values: [18, 30] },
      'age is between 18 and 30',
    ],
    [
      { type: 'attribute', attribute: 'id', operator: 'modulo', values: [10, 3] },
      'id divided leaves 3 by 10',
    ],
    [{ type: 'attribute', attribute: 'beta', operator: 'exists', values: [] }, 'beta is there'],
    [{ type: 'segment', segment: 'staff' }, 'segment is staff'],
    [{ type: 'flag', flag: 'a', variants: ['x', 'y'] }, 'flag a serves x or y'],
    [{ type: 'all', of: [] }, 'always'],
    [{ type: 'any', of: [] }, 'never'],
    [{ type: 'not', of: email }, 'not (email ends with “@shop.example”)'],
  ])('%j', (condition, words) => {
    expect(conditionWords(condition)).toBe(words)
  })

  it('with brackets where “and” and “or” meet', () => {
    const staff: Condition = { type: 'segment', segment: 'staff' }
    const any: Condition = { type: 'any', of: [email, staff] }
    expect(conditionWords({ type: 'all', of: [any, staff] })).toBe(
      '(email ends with “@shop.example” or segment is staff) and segment is staff',
    )
  })

  it('with long lists counted', () => {
    const values = ['at', 'be', 'ch', 'de', 'fr', 'it']
    expect(conditionWords({ type: 'attribute', attribute: 'country', operator: 'in', values })).toBe(
      'country is one of “at”, “be”, “ch” or 3 more',
    )
  })
})

describe('an outcome is said', () => {
  it.each<[Outcome, string]>([
    [on, 'on'],
    [{ type: 'callerDefault' }, 'the caller’s default'],
    [split(['on', 10], ['off', 90]), '10 % on and 90 % off'],
    [split(['a', 1], ['b', 1], ['c', 2]), '25 % a, 25 % b and 50 % c'],
    [split(['on', 0], ['off', 7]), 'off'],
  ])('%j', (outcome, words) => {
    expect(outcomeWords(outcome)).toBe(words)
  })

  it('of a split that gives nothing, without a division by it', () => {
    expect(partsOfSplit({ weights: [{ variant: 'on', weight: 0 }] })).toEqual([])
  })
})

it('reads all of it back, in the order in which it is asked', () => {
  const rules = [{ id: 'staff', description: 'Staff', when: email, serve: on }]
  const prerequisites = [{ flag: 'cart', variants: ['on'] }]
  expect(readBack({ ...targeting, rules, prerequisites, default: split(['on', 10], ['off', 90]) })).toBe(
    'Unless cart serves on, everybody gets off. Where email ends with “@shop.example” (Staff), on is served. Everybody else gets 10 % on and 90 % off, always the same ones by targetingKey.',
  )
})

describe('how it stands is said', () => {
  const standing = { ...targeting, enabled: true, kills: [] as string[], release: undefined }
  it.each([
    [standing, 'is on in live: everybody gets off.'],
    [{ ...standing, enabled: false }, 'is off in live: everybody gets off.'],
    [
      { ...standing, enabled: false, offVariant: null },
      'is off in live: everybody gets the caller’s default.',
    ],
    [{ ...standing, kills: ['k'] }, 'is killed in live, whatever is set, until a person restores it.'],
    [
      { ...standing, release: { share: 0.25, outgoing: 'on', previous: 'off' } as never },
      'is rolling out in live: 25 % get on, the others off.',
    ],
    [
      { ...standing, release: { share: 1, outgoing: 'on', previous: 'off' } as never },
      'is rolling out in live: everybody gets on.',
    ],
  ])('%#', (settings, words) => {
    expect(standsAs('live', settings)).toBe(words)
  })
})
