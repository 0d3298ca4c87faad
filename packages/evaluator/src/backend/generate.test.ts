import type { Condition, SentFlag } from '@ripcord/model'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { compileRuleset, evaluate } from '../index.js'
import { anyInput, anyOptions, contexts } from '../testing/arbitrary.js'
import type { EvaluationContext, Ruleset, RulesetInput, RulesetOptions } from '../types.js'
import { generation } from './generate.js'

afterEach(() => {
  generation.isAllowed = true
})

/** The same ruleset, as code and walked. */
function bothWays(input: RulesetInput, options: RulesetOptions = {}): [code: Ruleset, walked: Ruleset] {
  generation.isAllowed = true
  const code = compileRuleset(input, options)
  generation.isAllowed = false
  return [code, compileRuleset(input, options)]
}

function expectAlike([code, walked]: [Ruleset, Ruleset], asked: readonly unknown[]): void {
  for (const key of code.flags.keys())
    for (const context of asked as EvaluationContext[])
      expect(evaluate(code, key, context)).toEqual(evaluate(walked, key, context))
}

const attributes = ['plan', 'targetingKey', '__proto__', 'constructor', 'user.age', 'a:b~c-d'] as const
/** Some are what would end a line of code. */
const values = ['pro', 'free', 30, true, "'];throw 1//", '\u2028`${x}', 'a', 'b', 'c', 'd', 'e', 'f'] as const
const on = { type: 'variant', variant: 'on' } as const

const question: fc.Arbitrary<Condition> = fc.record({
  type: fc.constant('attribute' as const),
  attribute: fc.constantFrom(...attributes),
  operator: fc.constantFrom('equals', 'in'),
  values: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 12 }),
  negate: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
})

const flag: SentFlag = {
  key: 'ruled',
  type: 'number',
  variants: { on: -1 },
  enabled: true,
  offVariant: null,
  default: on,
}

/** A flag that is all rules, each with a variant of its own. */
const ruled = fc.array(question, { minLength: 1, maxLength: 20 }).map(
  (conditions): SentFlag => ({
    ...flag,
    variants: { on: -1, ...Object.fromEntries(conditions.map((_, i) => [`v${i}`, i])) },
    rules: conditions.map((when, i) => ({ id: `r${i}`, when, serve: { type: 'variant', variant: `v${i}` } })),
  }),
)

function alone(flag: SentFlag): RulesetInput {
  return {
    flags: new Map([[flag.key, flag]]),
    segments: new Map(),
    segmentChunks: new Map(),
    kills: new Map(),
  }
}

const throwing = (): never => {
  throw new Error('hostile')
}
class WithGetters {
  get plan(): string {
    return throwing()
  }
  get ['user.age'](): number {
    return throwing()
  }
}
const strange: readonly unknown[] = [
  undefined,
  'text',
  Object.create({ plan: 'pro', targetingKey: 'a' }),
  Object.assign(Object.create({ plan: 'pro' }) as object, { targetingKey: 'a' }),
  new WithGetters(),
  Object.assign(new WithGetters(), { targetingKey: 'a' }),
  JSON.parse('{"__proto__":"pro","constructor":"free"}'),
  // Tells of no attribute, and has them all the same.
  new Proxy({}, { get: () => 'pro' }),
  // Throws for what it does not have.
  new Proxy({ targetingKey: 'b' }, { get: (own, name) => Reflect.get(own, name) ?? throwing() }),
  new Proxy({}, { get: throwing, getOwnPropertyDescriptor: throwing }),
  {
    get plan() {
      return throwing()
    },
  },
]

describe('rules as code', () => {
  it('answer as rules that are walked, in any ruleset', () => {
    fc.assert(
      fc.property(anyInput, anyOptions, (input, options) =>
        expectAlike(bothWays(input, options), [...contexts, ...strange]),
      ),
      { numRuns: 200 },
    )
  })

  it('answer as rules that are walked, for any attributes and values', () => {
    const context = fc.dictionary(
      fc.constantFrom(...attributes),
      fc.constantFrom(...values, null, Number.NaN),
    )
    fc.assert(
      fc.property(ruled, fc.array(context, { maxLength: 10 }), (flag, asked) =>
        expectAlike(bothWays(alone(flag)), [...asked, ...strange]),
      ),
      { numRuns: 400 },
    )
  })

  it('are walked where the process allows no code', () => {
    const allowed = Function
    try {
      globalThis.Function = throwing as unknown as FunctionConstructor
      const ruleset = compileRuleset(alone({ ...flag, rules: rulesOnceOnly() }))
      expect(generation.isAllowed).toBe(false)
      expect(evaluate(ruleset, 'ruled', { askedByNobodyElse: 'yes' })).toMatchObject({ variant: 'on' })
      expect(evaluate(ruleset, 'ruled', {})).toMatchObject({ variant: 'on', reason: 'DEFAULT' })
    } finally {
      globalThis.Function = allowed
    }
  })
})

function rulesOnceOnly(): NonNullable<SentFlag['rules']> {
  const when: Condition = {
    type: 'attribute',
    attribute: 'askedByNobodyElse',
    operator: 'equals',
    values: ['yes'],
  }
  return [{ id: 'r', when, serve: on }]
}
