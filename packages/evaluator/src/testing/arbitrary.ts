import type {
  AttributeOperator,
  Condition,
  Json,
  Kill,
  Outcome,
  SegmentChunk,
  SentFlag,
  SentSegment,
} from '@ripcord/model'
import * as fc from 'fast-check'
import type { EvaluationContext, RulesetChange, RulesetInput, RulesetOptions } from '../types.js'

export const flagKeys = ['f0', 'f1', 'f2', 'f3', 'f4', 'f5'] as const
const segmentKeys = ['s0', 's1', 's2'] as const
const attributes = ['targetingKey', 'plan', 'user.age', 'ripcord.zone'] as const
const variants = { on: true, off: false }

/**
 * What an entity may name: those behind it in the list, so that most rulesets hang together in layers, and now and
 * then any, so that some have circles.
 */
function namedBy(key: string, keys: readonly string[]): fc.Arbitrary<string> {
  const behind = keys.slice(keys.indexOf(key) + 1)
  const any = fc.constantFrom(...keys)
  return behind.length === 0
    ? any
    : fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...behind) }, { weight: 1, arbitrary: any })
}

const variant = fc.constantFrom('on', 'off')
const negate = fc.boolean()

/** Operators with values that hold for some of the contexts below. */
const oneOfEach: readonly [AttributeOperator, (string | number)[]][] = [
  ['matches', ['^p', '(']],
  ['matches', ['^(pro|u\\d)$']],
  ['modulo', [10, 0]],
  ['beforeNow', ['-P7D']],
  ['afterNow', ['PT0S']],
  ['semverCaret', ['1.2']],
  ['arrayAnyOf', ['pro']],
  ['arraySizeAtMost', [2]],
  ['inCidr', ['10.0.0.0/8']],
]

function conditionOf(
  flagKey: fc.Arbitrary<string>,
  segmentKey: fc.Arbitrary<string>,
): fc.Arbitrary<Condition> {
  return fc.letrec<{ any: Condition }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.record({
        type: fc.constant('attribute' as const),
        attribute: fc.constantFrom(...attributes),
        operator: fc.constantFrom('equals', 'in'),
        values: fc.array(fc.constantFrom<string | number>('pro', 'free', 'u1', 30), { minLength: 1 }),
        negate,
      }),
      fc.constantFrom(...oneOfEach).chain(([operator, values]) =>
        fc.record({
          type: fc.constant('attribute' as const),
          attribute: fc.constantFrom(...attributes),
          operator: fc.constant(operator),
          values: fc.constant(values),
          negate,
        }),
      ),
      fc.record({ type: fc.constant('segment' as const), segment: segmentKey, negate }),
      fc.record({
        type: fc.constant('flag' as const),
        flag: flagKey,
        variants: fc.array(variant, { minLength: 1, maxLength: 2 }),
        negate,
      }),
      fc.record({ type: fc.constant('all' as const), of: fc.array(tie('any'), { maxLength: 3 }) }),
      fc.record({ type: fc.constant('any' as const), of: fc.array(tie('any'), { maxLength: 3 }) }),
      fc.record({ type: fc.constant('not' as const), of: tie('any') }),
    ),
  })).any
}

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ type: fc.constant('variant' as const), variant }),
  fc.constant({ type: 'callerDefault' as const }),
  fc.record({
    type: fc.constant('split' as const),
    weights: fc.array(fc.record({ variant, weight: fc.nat(100) }), { minLength: 1, maxLength: 3 }),
    bucketBy: fc.constantFrom(...attributes),
  }),
)

/** Flags that refer to each other at random, so that circles, missing and broken ones are among them. */
export const anyFlag = (key: string): fc.Arbitrary<SentFlag> =>
  fc.record({
    key: fc.oneof({ weight: 20, arbitrary: fc.constant(key) }, fc.constant('another')),
    type: fc.constant('boolean' as const),
    variants: fc.constant(variants),
    enabled: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
    offVariant: fc.constantFrom('off', null),
    prerequisites: fc.array(fc.record({ flag: namedBy(key, flagKeys), variants: fc.tuple(variant) }), {
      maxLength: 1,
    }),
    rules: fc
      .array(
        fc.record({
          when: conditionOf(namedBy(key, flagKeys), fc.constantFrom(...segmentKeys)),
          serve: outcome,
        }),
        { maxLength: 2 },
      )
      .map((rules) => rules.map((rule, i) => ({ id: `r${i}`, ...rule }))),
    default: outcome,
    whenBlind: fc.constantFrom<NonNullable<SentFlag['whenBlind']>>(
      { type: 'keep' },
      { type: 'safe', afterMinutes: 5 },
    ),
  })

const anySegment = (key: string): fc.Arbitrary<SentSegment> =>
  fc.record({
    key: fc.constant(key),
    rules: fc.array(conditionOf(fc.constantFrom('f4', 'f5'), namedBy(key, segmentKeys)), { maxLength: 1 }),
    chunks: fc.oneof({ weight: 20, arbitrary: fc.constantFrom(0, 1, 2) }, fc.constant(3)),
  })

const ids = fc.uniqueArray(fc.constantFrom('u1', 'u2', 'u3'))
const anyChunk: fc.Arbitrary<SegmentChunk> = fc.record({ included: ids, excluded: ids })

const anyKill = (killId: string): fc.Arbitrary<Kill> =>
  fc.record({
    killId: fc.constant(killId),
    cause: fc.constantFrom('manual', 'guard', 'drill'),
    actor: fc.constant({ type: 'guard' as const, id: 'g' }),
    reason: fc.constant(''),
    episode: fc.constant('e'),
    firstCommit: fc.record({
      epoch: fc.constant('e'),
      revision: fc.nat(5),
      at: fc.constant('2026-01-01T00:00:00Z'),
    }),
    serves: fc.dictionary(
      fc.constantFrom(...flagKeys, 'unknown'),
      fc.constantFrom<Kill['serves'][string]>(
        { type: 'callerDefault' },
        { type: 'variant', variant: 'off', value: false },
      ),
    ),
    mac: fc.constant(''),
  })

function someOf<T>(
  keys: readonly string[],
  make: (key: string) => fc.Arbitrary<T>,
): fc.Arbitrary<Map<string, T>> {
  return fc
    .tuple(...keys.map((key) => fc.option(make(key), { freq: 8 })))
    .map((made) => new Map(made.flatMap((one, i) => (one === null ? [] : [[keys[i] ?? '', one] as const]))))
}

const segmentChunkKeys = ['s0/0', 's0/1', 's1/0', 's2/1'] as const

const anyKills = someOf(['k0', 'k1'], anyKill).chain((kills) =>
  fc.constantFrom(kills, new Map<string, Kill>()),
)

export const anyInput: fc.Arbitrary<RulesetInput> = fc.record({
  flags: someOf(flagKeys, anyFlag),
  segments: someOf(segmentKeys, anySegment),
  segmentChunks: someOf(segmentChunkKeys, () => anyChunk),
  kills: anyKills,
})

const anyOverrides: fc.Arbitrary<ReadonlyMap<string, Json>> = fc.constantFrom(
  new Map(),
  new Map(),
  new Map([['f1', true]]),
  new Map([['unknown', 'x']]),
)
const anyBlindMinutes = fc.constantFrom(0, 4, 5)

/** One or two of the entities, anew or gone. */
function fewOf<T>(
  keys: readonly string[],
  make: (key: string) => fc.Arbitrary<T>,
): fc.Arbitrary<Map<string, T | undefined>> {
  const one = fc
    .constantFrom(...keys)
    .chain((key) => fc.tuple(fc.constant(key), fc.option(make(key), { nil: undefined, freq: 4 })))
  return fc.array(one, { minLength: 1, maxLength: 2 }).map((entities) => new Map(entities))
}

/** Mostly of one kind: what reaches further has to follow from that. */
export const anyChange: fc.Arbitrary<RulesetChange> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ flags: fewOf(flagKeys, anyFlag) }) },
  { weight: 2, arbitrary: fc.record({ segments: fewOf(segmentKeys, anySegment) }) },
  { weight: 2, arbitrary: fc.record({ segmentChunks: fewOf(segmentChunkKeys, () => anyChunk) }) },
  { weight: 2, arbitrary: fc.record({ kills: anyKills }) },
  { weight: 1, arbitrary: fc.record({ overrides: anyOverrides }) },
  { weight: 1, arbitrary: fc.record({ blindMinutes: anyBlindMinutes }) },
  {
    weight: 2,
    arbitrary: fc.record({
      flags: fewOf(flagKeys, anyFlag),
      segments: fewOf(segmentKeys, anySegment),
      segmentChunks: fewOf(segmentChunkKeys, () => anyChunk),
      kills: anyKills,
    }),
  },
)

/** A process has one, the same each time. */
const clocks = [() => Date.UTC(2026, 2, 1), () => Date.UTC(2026, 2, 2)]

export const anyOptions: fc.Arbitrary<RulesetOptions> = fc.record({
  constants: fc.constantFrom({}, { 'ripcord.zone': 'pro' }),
  overrides: anyOverrides,
  blindMinutes: anyBlindMinutes,
  now: fc.constantFrom(...clocks),
})

export const contexts: readonly EvaluationContext[] = [
  {},
  { targetingKey: 'u1', plan: 'pro', user: { age: 30 } },
  { targetingKey: 'u2', plan: 'free', 'user.age': 30 },
  { targetingKey: 'u3', plan: ['pro'], user: { age: '2026-02-01T00:00:00Z' } },
  { targetingKey: '10.1.2.3', plan: '1.4.0' },
]
