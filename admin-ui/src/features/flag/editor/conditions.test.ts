import { describe, expect, it } from 'vitest'
import type { Condition, Targeting } from '../flag'
import {
  asGroup,
  asLeaf,
  canUngroup,
  grouped,
  newCondition,
  newRule,
  ungrouped,
  withAnother,
  withoutCondition,
} from './conditions'

const staff: Condition = { type: 'segment', segment: 'staff' }
const pro: Condition = { type: 'attribute', attribute: 'plan', operator: 'equals', values: ['pro'] }
const when = ['rules', 0, 'when']

function asking(condition: Condition): Targeting {
  return {
    rules: [{ id: 'a', when: condition, serve: { type: 'callerDefault' } }],
    default: { type: 'callerDefault' },
    prerequisites: [],
    offVariant: null,
  }
}

const asked = (targeting: Targeting): Condition | undefined => targeting.rules[0]?.when

describe('a condition', () => {
  it('gets another beside it: in its group, or in a new one', () => {
    expect(asked(withAnother(asking(staff), when, pro))).toEqual({ type: 'all', of: [staff, pro] })
    const either: Condition = { type: 'any', of: [staff] }
    expect(asked(withAnother(asking(either), when, pro))).toEqual({ type: 'any', of: [staff, pro] })
    const neither: Condition = { type: 'not', of: staff }
    expect(asked(withAnother(asking(neither), when, pro))).toEqual({ type: 'all', of: [neither, pro] })
  })

  it('goes into a group and comes out of it', () => {
    for (const type of ['all', 'any', 'not'] as const)
      expect(ungrouped(grouped(asking(staff), when, type), when)).toEqual(asking(staff))
    const nested = asking({ type: 'all', of: [pro, { type: 'any', of: [staff, pro] }, staff] })
    expect(asked(ungrouped(nested, [...when, 'of', 1]))).toEqual({
      type: 'all',
      of: [pro, staff, pro, staff],
    })
  })

  it('stays a group where there is no room for its members', () => {
    const either = asking({ type: 'any', of: [staff, pro] })
    expect(canUngroup(either, when)).toBe(false)
    expect(canUngroup(asking({ type: 'not', of: { type: 'any', of: [staff, pro] } }), when)).toBe(true)
    expect(canUngroup(asking(staff), when)).toBe(false)
  })

  it('is left out, with the “not” about it; a rule without any holds always', () => {
    const group = asking({ type: 'all', of: [staff, { type: 'not', of: pro }] })
    expect(asked(withoutCondition(group, [...when, 'of', 1, 'of']))).toEqual({ type: 'all', of: [staff] })
    expect(asked(withoutCondition(asking({ type: 'not', of: pro }), [...when, 'of']))).toEqual({
      type: 'all',
      of: [],
    })
  })

  it('asks for something else, and stays turned round', () => {
    expect(asLeaf({ ...pro, negate: true }, 'segment')).toEqual({
      type: 'segment',
      segment: '',
      negate: true,
    })
    expect(asLeaf(pro, 'attribute')).toBe(pro)
    expect(asLeaf(staff, 'flag')).toEqual(newCondition('flag'))
  })
})

describe('a group becomes one of another type', () => {
  it.each<[Condition, 'all' | 'any' | 'not', Condition]>([
    [{ type: 'all', of: [staff, pro] }, 'any', { type: 'any', of: [staff, pro] }],
    [{ type: 'all', of: [staff] }, 'not', { type: 'not', of: staff }],
    [{ type: 'any', of: [staff, pro] }, 'not', { type: 'not', of: { type: 'any', of: [staff, pro] } }],
    [{ type: 'not', of: { type: 'any', of: [staff, pro] } }, 'all', { type: 'all', of: [staff, pro] }],
    [{ type: 'not', of: staff }, 'any', { type: 'any', of: [staff] }],
  ])('%j as %s', (group, type, expected) => {
    expect(asGroup(group as Parameters<typeof asGroup>[0], type)).toEqual(expected)
  })
})

it('gives a new rule an id that no other has', () => {
  const targeting = asking(staff)
  const taken = { ...targeting, rules: [...targeting.rules, { ...newRule(targeting, ['on']), id: 'rule-3' }] }
  expect(newRule(taken, ['on']).id).toBe('rule-4')
  expect(newRule(targeting, ['on'])).toMatchObject({ id: 'rule-2', serve: { variant: 'on' } })
})
