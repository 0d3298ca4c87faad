import type { SentFlag } from '@ripcord/model'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileProblems, compileRuleset, evaluate, explain, flagProblems, segmentProblems } from './index.js'
import { anyFlag, contexts } from './testing/arbitrary.js'
import type { EvaluationContext, RulesetInput } from './types.js'

const sound: SentFlag = {
  key: 'sound',
  type: 'boolean',
  variants: { on: true, off: false },
  enabled: true,
  offVariant: 'off',
  default: { type: 'variant', variant: 'on' },
}

const throwing = () => {
  throw new Error('hostile')
}
const hostileProxy = new Proxy(
  {},
  {
    get: throwing,
    has: throwing,
    ownKeys: throwing,
    getOwnPropertyDescriptor: throwing,
    getPrototypeOf: throwing,
  },
)

/** A flag as sent, with one of its parts replaced by anything. */
const brokenFlag = anyFlag('f0').chain((flag) =>
  fc
    .tuple(
      fc.constantFrom(...Object.keys(flag), 'rules.0', 'rules.0.when', 'rules.0.serve', 'default.type'),
      fc.oneof(fc.jsonValue(), fc.anything({ withBigInt: true, withDate: true, withSet: true })),
    )
    .map(([path, value]) => replaced(structuredClone(flag), path.split('.'), value)),
)

function replaced(target: unknown, [step, ...rest]: string[], value: unknown): unknown {
  if (step === undefined) return value
  if (typeof target !== 'object' || target === null) return target
  const object = target as { [key: string]: unknown }
  object[step] = replaced(object[step], rest, value)
  return object
}

function inputOf(parts: { [kind in keyof RulesetInput]?: [string, unknown][] }): RulesetInput {
  const empty: RulesetInput = {
    flags: new Map(),
    segments: new Map(),
    segmentChunks: new Map(),
    kills: new Map(),
  }
  const given = Object.entries(parts).map(([kind, entries]) => [kind, new Map(entries)])
  return { ...empty, ...(Object.fromEntries(given) as RulesetInput) }
}

/** Whatever may be sent: undefined is how a change says that nothing is. */
const anything = fc.oneof(fc.anything(), fc.jsonValue()).filter((value) => value !== undefined)

describe('compileRuleset', () => {
  it('quarantines whatever it is given, alone, and says why', () => {
    fc.assert(
      fc.property(fc.oneof(brokenFlag, anything), (broken) => {
        const ruleset = compileRuleset(
          inputOf({
            flags: [
              ['f0', broken],
              ['sound', sound],
            ],
          }),
        )
        for (const context of contexts) {
          const answer = evaluate(ruleset, 'f0', context)
          expect(answer.type === 'error' && answer.errorCode === 'PARSE_ERROR').toBe(
            compileProblems(ruleset).length > 0,
          )
        }
        expect(ruleset.notServing.length).toBe(compileProblems(ruleset).length)
        if (flagProblems('f0', broken).length > 0) expect(ruleset.notServing).toEqual(['f0'])
        expect(evaluate(ruleset, 'sound', {})).toMatchObject({ type: 'variant', value: true })
      }),
      { numRuns: 400 },
    )
  })

  it('survives any segment, chunk and kill', () => {
    fc.assert(
      fc.property(anything, anything, anything, anything, (segment, chunk, kill, served) => {
        const ruled = {
          ...sound,
          rules: [{ id: 'r', when: { type: 'segment', segment: 's' }, serve: sound.default }],
        }
        const ruleset = compileRuleset(
          inputOf({
            flags: [
              ['sound', sound],
              ['ruled', { ...ruled, key: 'ruled' }],
            ],
            segments: [['s', segment]],
            segmentChunks: [
              ['s/0', chunk],
              ['odd', chunk],
            ],
            kills: [
              ['k', kill],
              ['l', { serves: { ruled: served } }],
            ],
          }),
        )
        expect(evaluate(ruleset, 'ruled', {})).toMatchObject({ reason: 'DISABLED' })
        expect(segmentProblems('s', segment).length > 0).toBe(
          compileProblems(ruleset).some(({ kind, problems }) => kind === 'segment' && !isOfChunk(problems)),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('survives entities that throw when they are read', () => {
    const input = inputOf({
      flags: [
        ['f0', hostileProxy],
        ['sound', sound],
      ],
      segments: [['s', hostileProxy]],
    })
    const ruleset = compileRuleset(input)
    expect(ruleset.notServing).toEqual(['f0'])
    expect(compileProblems(ruleset).map(({ key }) => key)).toEqual(['s', 'f0'])
  })

  it('never alters what was sent', () => {
    fc.assert(
      fc.property(anyFlag('f0'), (flag) => {
        const copy = structuredClone(flag)
        compileRuleset(inputOf({ flags: [['f0', flag]] }))
        expect(flag).toEqual(copy)
        expect(Object.isFrozen(flag.variants)).toBe(false)
      }),
      { numRuns: 20 },
    )
  })
})

function isOfChunk(problems: readonly { path: string }[]): boolean {
  return problems.every(({ path }) => path.startsWith('chunk'))
}

describe('evaluate', () => {
  const ask = (attribute: string, operator: string, values: unknown[]) => ({
    type: 'attribute',
    attribute,
    operator,
    values,
  })
  const rules = [
    { id: 'r0', when: ask('a.b', 'exists', []), serve: sound.default },
    { id: 'r1', when: ask('plan', 'containsIgnoreCase', ['x']), serve: sound.default },
    { id: 'r2', when: ask('at', 'before', ['2020-01-01T00:00:00Z']), serve: sound.default },
    { id: 'r3', when: ask('version', 'semverLess', ['1.0.0']), serve: sound.default },
    { id: 'r4', when: ask('text', 'matches', ['^x+y$']), serve: sound.default },
    { id: 'r5', when: ask('list', 'arrayAllOf', ['x', 'y']), serve: sound.default },
    { id: 'r6', when: ask('list', 'arraySizeAtLeast', [100]), serve: sound.default },
    { id: 'r7', when: ask('address', 'inCidr', ['10.0.0.0/8', '2001:db8::/32']), serve: sound.default },
    { id: 'r8', when: ask('count', 'modulo', [10, 3]), serve: sound.default },
    { id: 'r9', when: ask('at', 'beforeNow', ['-P36500D']), serve: sound.default },
    { id: 'r10', when: ask('version', 'semverCaret', ['0.1']), serve: sound.default },
  ]
  const split = {
    type: 'split',
    weights: [
      { variant: 'on', weight: 1 },
      { variant: 'off', weight: 1 },
    ],
  }
  const ruleset = compileRuleset(inputOf({ flags: [['f', { ...sound, key: 'f', rules, default: split }]] }), {
    now: () => Date.UTC(2026, 2, 1),
  })

  it('answers any context', () => {
    const asked = ['plan', 'at', 'version', 'text', 'list', 'address', 'count']
    const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true })
    const keys = fc.constantFrom('targetingKey', 'a', 'a.b', '__proto__', ...asked)
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(keys, value), value), (context) => {
        const answer = evaluate(ruleset, 'f', context as EvaluationContext)
        expect(['variant', 'error']).toContain(answer.type)
        expect(explain(ruleset, 'f', context as EvaluationContext).resolution).toBe(answer)
      }),
      { numRuns: 500 },
    )
  })

  const cyclic: { [key: string]: unknown } = { targetingKey: 'u' }
  cyclic['a'] = cyclic
  const cyclicList: unknown[] = []
  cyclicList.push(cyclicList)
  const listOfLength = (length: unknown) =>
    new Proxy([], { get: (_, name) => (name === 'length' ? length : 'x') })
  const strange: [string, unknown, object][] = [
    ['null', null, { errorCode: 'TARGETING_KEY_MISSING' }],
    ['undefined', undefined, { errorCode: 'TARGETING_KEY_MISSING' }],
    ['text', 'text', { errorCode: 'TARGETING_KEY_MISSING' }],
    ['a symbol', Symbol('s'), { errorCode: 'TARGETING_KEY_MISSING' }],
    ['a function', throwing, { errorCode: 'TARGETING_KEY_MISSING' }],
    ['a BigInt targeting key', { targetingKey: 7n }, { errorCode: 'TARGETING_KEY_MISSING' }],
    ['a targeting key of NaN', { targetingKey: Number.NaN }, { errorCode: 'TARGETING_KEY_MISSING' }],
    [
      'a targeting key that is inherited',
      Object.create({ targetingKey: 'u' }),
      { errorCode: 'TARGETING_KEY_MISSING' },
    ],
    ['a circle', cyclic, { reason: 'SPLIT' }],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), { targetingKey: 'u' }),
      { reason: 'SPLIT' },
    ],
    ['a frozen object', Object.freeze({ targetingKey: 'u' }), { reason: 'SPLIT' }],
    [
      'a getter that throws',
      {
        get plan() {
          return throwing()
        },
      },
      { errorCode: 'GENERAL' },
    ],
    ['a proxy that throws', hostileProxy, { errorCode: 'GENERAL' }],
    ['a nested proxy that throws', { a: hostileProxy }, { errorCode: 'GENERAL' }],
    [
      'a list with an entry that throws',
      { list: Object.defineProperty([1], 0, { get: throwing }) },
      { errorCode: 'GENERAL' },
    ],
    ['a list that throws', { list: new Proxy([], { get: throwing }) }, { errorCode: 'GENERAL' }],
    ['a list that has no end', { targetingKey: 'u', list: listOfLength(Infinity) }, { reason: 'SPLIT' }],
    [
      'a list of a length that is text',
      { targetingKey: 'u', list: listOfLength('9e9') },
      { reason: 'SPLIT' },
    ],
    ['a list that holds itself', { targetingKey: 'u', list: cyclicList }, { reason: 'SPLIT' }],
    ['a list of symbols and BigInts', { targetingKey: 'u', list: [Symbol('s'), 1n] }, { reason: 'SPLIT' }],
    ['a text of a million characters', { targetingKey: 'u', text: 'x'.repeat(1e6) }, { reason: 'SPLIT' }],
    [
      'an address of a million characters',
      { targetingKey: 'u', address: ':'.repeat(1e6) },
      { reason: 'SPLIT' },
    ],
    ['a count of BigInt', { targetingKey: 'u', count: 13n }, { reason: 'SPLIT' }],
    ['a count of Infinity', { targetingKey: 'u', count: Infinity }, { reason: 'SPLIT' }],
    ['a count that is a boxed number', { targetingKey: 'u', count: Object(13) }, { reason: 'SPLIT' }],
    ['an invalid Date', { targetingKey: 'u', at: new Date(Number.NaN) }, { reason: 'SPLIT' }],
    ['a Date', { targetingKey: 'u', at: new Date(0) }, { reason: 'TARGETING_MATCH' }],
    [
      'a nested class with a getter',
      {
        targetingKey: 'u',
        a: new (class {
          b = 1
        })(),
      },
      { reason: 'SPLIT' },
    ],
  ]
  it.each(strange)('answers a context that is or has %s', (_, context, expected) => {
    expect(evaluate(ruleset, 'f', context as EvaluationContext)).toMatchObject(expected)
  })

  const noKeys: unknown[] = [null, undefined, 1, {}, Symbol('s')]
  it.each(noKeys)('answers FLAG_NOT_FOUND for a flag key of %s', (flagKey) => {
    expect(evaluate(ruleset, flagKey as string, {})).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
  })

  it('answers with frozen objects that are made once', () => {
    const value = { deep: { list: [1] } }
    const flag = { ...sound, type: 'object', variants: { on: value, off: {} }, default: split }
    const objects = compileRuleset(inputOf({ flags: [['sound', flag]] }))
    for (const context of [{}, { targetingKey: 'a' }, { targetingKey: 'b' }]) {
      const answer = evaluate(objects, 'sound', context)
      expect(evaluate(objects, 'sound', context)).toBe(answer)
      expect(Object.isFrozen(answer) && Object.isFrozen(answer.flagMetadata)).toBe(true)
      if (answer.type === 'variant') expect(isDeeplyFrozen(answer.value)).toBe(true)
    }
    expect(Object.isFrozen(value)).toBe(false)
  })

  it('reads no attribute that was put on Object.prototype', () => {
    const polluted = Object.prototype as { plan?: string }
    polluted.plan = 'x'
    try {
      expect(evaluate(ruleset, 'f', { targetingKey: 'u' })).toMatchObject({ reason: 'SPLIT' })
    } finally {
      delete polluted.plan
    }
  })
})

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen)
}
