import { describe, expect, it } from 'vitest'
import type { Condition, Flag, Targeting } from '../flag'
import { problemsOf, type Surroundings } from './check'

const flag = { key: 'a', type: 'boolean', variants: { on: true, off: false } } as unknown as Flag
const around: Surroundings = {
  flag,
  settings: { enabled: true, whenBlind: { type: 'keep' } },
  environment: 'live',
}

function asking(when: unknown, part: Partial<Targeting> = {}): Targeting {
  return {
    rules: [{ id: 'r', when: when as Condition, serve: { type: 'variant', variant: 'on' } }],
    default: { type: 'variant', variant: 'off' },
    prerequisites: [],
    offVariant: 'off',
    ...part,
  }
}
const attribute = { type: 'attribute', attribute: 'age', operator: 'lessThan', values: [18] }

it('finds nothing wrong with what the server would take', () => {
  expect(problemsOf(asking(attribute), around)).toEqual([])
})

describe('names the field and the fix', () => {
  it.each<[string, Targeting, string, RegExp]>([
    [
      'a missing attribute',
      asking({ ...attribute, attribute: '' }),
      '/rules/0/when/attribute',
      /^is missing: expected 1 to 150/,
    ],
    [
      'a number that is none',
      asking({ ...attribute, values: ['x'] }),
      '/rules/0/when/values/0',
      /expected a number/,
    ],
    [
      'a number not typed yet',
      asking({ ...attribute, values: [null] }),
      '/rules/0/when/values/0',
      /^is missing: expected a number/,
    ],
    [
      'two values of three',
      asking({ type: 'any', of: [{ ...attribute, operator: 'between', values: [1, 2, 3] }] }),
      '/rules/0/when/of/0/values',
      /exactly two/,
    ],
    [
      'a broken expression',
      asking({ ...attribute, operator: 'matches', values: ['('] }),
      '/rules/0/when/values/0',
      /regular expression|missing/,
    ],
    [
      'no weight',
      asking(attribute, { default: { type: 'split', weights: [{ variant: 'on', weight: 0 }] } }),
      '/default/weights',
      /give one of them a share/,
    ],
    [
      'an unknown variant',
      asking(attribute, { offVariant: 'of' }),
      '/offVariant',
      /one of the flag's variants/,
    ],
    [
      'itself',
      asking(attribute, { prerequisites: [{ flag: 'a', variants: ['on'] }] }),
      '/prerequisites/0/flag',
      /its own prerequisite/,
    ],
    [
      'no variants',
      asking({ type: 'flag', flag: 'b', variants: [] }),
      '/rules/0/when/variants',
      /at least 1 entry/,
    ],
  ])('of %s', (_, targeting, path, message) => {
    const found = problemsOf(targeting, around).find((problem) => problem.path === path)
    expect(found?.message).toMatch(message)
  })
})

describe('what it refers to', () => {
  const other = {
    key: 'b',
    variants: { on: true },
    environments: { live: { prerequisites: [{ flag: 'a', variants: ['on'] }], rules: [] } },
  } as unknown as Flag
  const known: Surroundings = { ...around, flags: [flag, other], segments: [{ key: 'staff', rules: [] }] }

  it('is there, and makes no circle', () => {
    expect(problemsOf(asking({ type: 'segment', segment: 'staff' }), known)).toEqual([])
    expect(problemsOf(asking({ type: 'segment', segment: 'gone' }), known)).toMatchObject([
      { path: '/rules/0/when/segment', message: expect.stringContaining('no such segment') as string },
    ])
    expect(problemsOf(asking({ type: 'flag', flag: 'b', variants: ['on'] }), known)).toMatchObject([
      { path: '/rules/0/when/flag', message: expect.stringContaining('circle (a → b → a)') as string },
    ])
  })

  it('is not asked for while nothing is known of it', () => {
    expect(problemsOf(asking({ type: 'segment', segment: 'gone' }), around)).toEqual([])
  })
})
