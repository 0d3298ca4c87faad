import { attributeOperators, flagSettingsSchema } from '@ripcord/model/settings'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { read, textOf } from '../draft'
import type { Condition, Outcome, Targeting } from '../flag'
import { readBack } from '../words'
import { grouped, isGroup, memberPath, membersOf, newRule, ungrouped } from './conditions'
import { kindOf, typed, written } from './operators'
import { canBeShown } from './shape'
import { inserted, moved, type Path, replaced, valueAt, without } from './tree'

// Any targeting that the schema takes can be shown as fields, and what fields show is what there is.

const key = fc.stringMatching(/^[a-z][a-z0-9._:~-]{0,8}$/)
const keys = fc.array(key, { minLength: 1, maxLength: 3 })
const negate = fc.option(fc.boolean(), { nil: undefined })
const value = fc.oneof(fc.string(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }))

const condition = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      type: fc.constant('attribute' as const),
      attribute: key,
      operator: fc.constantFrom(...attributeOperators),
      values: fc.array(value, { maxLength: 4 }),
      negate,
    }),
    fc.record({ type: fc.constant('segment' as const), segment: key, negate }),
    fc.record({ type: fc.constant('flag' as const), flag: key, variants: keys, negate }),
    fc.record({
      type: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('any'), { maxLength: 3 }),
    }),
    fc.record({ type: fc.constant('not' as const), of: tie('any') }),
  ),
})).any

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ type: fc.constant('variant' as const), variant: key }),
  fc.constant({ type: 'callerDefault' as const }),
  fc.record(
    {
      type: fc.constant('split' as const),
      weights: fc.array(fc.record({ variant: key, weight: fc.nat(100_000) }), { minLength: 1, maxLength: 4 }),
      bucketBy: key,
      seed: fc.string({ maxLength: 20 }),
    },
    { requiredKeys: ['type', 'weights'] },
  ),
)

const targeting: fc.Arbitrary<Targeting> = fc
  .record({
    rules: fc.array(
      fc.record(
        { id: key, description: fc.string({ maxLength: 20 }), when: condition, serve: outcome },
        { requiredKeys: ['id', 'when', 'serve'] },
      ),
      { maxLength: 4 },
    ),
    default: outcome,
    prerequisites: fc.array(fc.record({ flag: key, variants: keys }), { maxLength: 3 }),
    offVariant: fc.option(key),
  })
  // As it comes over the wire.
  .map((made) => JSON.parse(JSON.stringify(made)) as Targeting)

/** Every condition of a targeting, by its path. */
function* conditionsOf(of: Targeting): Generator<[Path, Condition]> {
  function* within(path: Path, one: Condition): Generator<[Path, Condition]> {
    yield [path, one]
    if (!isGroup(one)) return
    for (const [i, member] of membersOf(one).entries()) yield* within(memberPath(path, one, i), member)
  }
  for (const [i, { when }] of of.rules.entries()) yield* within(['rules', i, 'when'], when)
}

/** Each field, typed anew as it is shown. */
function retyped(of: Targeting): Targeting {
  let edited = of
  const set = (path: Path, next: unknown): void => {
    edited = replaced(edited, path, next)
  }
  for (const [path, one] of conditionsOf(of)) {
    expect(valueAt(of, path)).toBe(one)
    if (one.type === 'attribute')
      for (const [i, value] of one.values.entries())
        set([...path, 'values', i], typed(kindOf(value), written(value)))
    if ('negate' in one) set([...path, 'negate'], one.negate)
  }
  for (const [i, rule] of of.rules.entries()) {
    set(['rules', i, 'description'], rule.description)
    if (rule.serve.type === 'split') set(['rules', i, 'serve', 'seed'], rule.serve.seed)
  }
  return edited
}

it('any targeting of the schema is shown by fields, and is the same again when they are typed anew', () => {
  fc.assert(
    fc.property(targeting, (one) => {
      const settings = { enabled: true, ...one }
      expect(flagSettingsSchema.safeParse(settings).error).toBeUndefined()
      expect(canBeShown(one)).toBe(true)
      expect(textOf(retyped(one))).toBe(textOf(one))
      expect(read(textOf(one)).targeting).toEqual(one)
      expect(readBack(one)).not.toBe('')
    }),
  )
})

it('what is done to any targeting can be taken back, and is a targeting all along', () => {
  fc.assert(
    fc.property(
      targeting,
      fc.nat(3),
      fc.nat(3),
      fc.constantFrom('all', 'any', 'not'),
      (one, from, to, type) => {
        const there = moved(one, ['rules'], from, to)
        expect(canBeShown(there)).toBe(true)
        if (Math.max(from, to) < one.rules.length) expect(moved(there, ['rules'], to, from)).toEqual(one)
        const longer = inserted(one, ['rules'], from, newRule(one, ['on']))
        expect(canBeShown(longer)).toBe(true)
        if (from <= one.rules.length) expect(without(longer, ['rules', from])).toEqual(one)
        for (const [path] of conditionsOf(one)) expect(ungrouped(grouped(one, path, type), path)).toEqual(one)
      },
    ),
  )
})

it('what is no targeting is shown as text alone, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canBeShown(value)).toBe(false)
    }),
  )
  const base = { rules: [], default: { type: 'callerDefault' }, prerequisites: [], offVariant: null }
  expect(canBeShown(base)).toBe(true)
  for (const part of [
    { rules: [{ id: 'a', when: { type: 'attribute', attribute: 'a', operator: 'near', values: [] } }] },
    { rules: [{ id: 'a', when: { type: 'all' }, serve: { type: 'callerDefault' } }] },
    { default: { type: 'split', weights: [{ variant: 'a' }] } },
    { prerequisites: [{ flag: 'a' }] },
    { offVariant: 1 },
  ])
    expect(canBeShown({ ...base, ...part })).toBe(false)
})
