import { type AttributeOperator, attributeOperators } from '@ripcord/model'
import { Random } from '../../../../test/simulation/random.js'

/** What one environment would hold: as requests bring it, so that any part may be wrong. */
export interface Configuration {
  readonly definitions: readonly Raw[]
  /** By the flag's place in `definitions`. */
  readonly settings: readonly Raw[]
  readonly segments: readonly Raw[]
}

export type Raw = { readonly key: string; readonly [field: string]: unknown }

const flagKeys = ['a', 'b', 'c']
const segmentKeys = ['s', 't']

/** How often a part is drawn from what is wrong with it; a configuration has some dozens of parts. */
const faultRate = 0.012

const badKeys = ['', 'a b', '__proto__', 'ü', '-x', 'x'.repeat(151), 7, null]

/** Good values of each operator, and some that are good for others: those are told apart by whoever reads them. */
const texts = [['x'], ['a', 'b'], [''], ['x'.repeat(10_000)]]
const numbers = [[1], [0.5, -3], [0]]
const versions = [['1.2.3'], ['v2.0.0-rc.1', '0.0.1']]
const partials = [['1.2.3-rc.1'], ['1.2'], ['1', '0.x']]
const moments = [['2026-01-01T00:00:00Z'], [1767225600000]]
const durations = [['-P7D'], ['PT1H', '+P1W']]
const counts = [[0], [3, 10_000]]
const anything = [['x'], [1, true], [false, 'x']]
const good: { readonly [operator in AttributeOperator]: readonly unknown[][] } = {
  equals: anything,
  in: anything,
  startsWith: texts,
  endsWith: texts,
  contains: texts,
  equalsIgnoreCase: texts,
  startsWithIgnoreCase: texts,
  endsWithIgnoreCase: texts,
  containsIgnoreCase: texts,
  matches: [['^a+$'], ['(?i)x', '\\d{4}'], ['']],
  lessThan: numbers,
  lessThanOrEqual: numbers,
  greaterThan: numbers,
  greaterThanOrEqual: numbers,
  between: [
    [1, 2],
    [-1, -1],
  ],
  modulo: [
    [10, 3],
    [1, 0],
  ],
  before: moments,
  after: moments,
  beforeNow: durations,
  afterNow: durations,
  semverEqual: versions,
  semverLess: versions,
  semverLessOrEqual: versions,
  semverGreater: versions,
  semverGreaterOrEqual: versions,
  semverBetween: [['1.0.0', '1.0.1']],
  semverCaret: partials,
  semverTilde: partials,
  arrayAnyOf: anything,
  arrayAllOf: anything,
  arrayNoneOf: anything,
  arraySizeEquals: counts,
  arraySizeAtLeast: counts,
  arraySizeAtMost: counts,
  arraySizeBetween: [[0, 3]],
  inCidr: [['10.0.0.0/8'], ['::1', '2001:db8::/32']],
  exists: [[]],
}
const oddValues: readonly unknown[] = [
  [],
  ['x'.repeat(10_001)],
  ['('],
  ['((a{30}){30})'],
  ['a'.repeat(257)],
  [2, 1],
  [1, 2, 3],
  [0, 0],
  ['soon'],
  ['P1M'],
  ['^1.2'],
  ['1.2'],
  [1.5],
  [-1],
  ['10.0.0.0/33'],
  [Number.POSITIVE_INFINITY],
  [null],
  [{}],
  'x',
  undefined,
  Array.from({ length: 1_001 }, (_, i) => i),
  Array.from({ length: 101 }, () => 'a'),
]

/** A configuration that a seed gives again and again. What is wrong in it, if anything, both sides could know. */
export function configurationOf(seed: number): Configuration {
  const random = new Random(seed)
  const one = <T>(list: readonly T[]): T => random.pick(list) as T
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: random.between(0, most) }, make)
  const or = (sound: unknown, ...faulty: readonly unknown[]): unknown =>
    random.chance(faultRate) ? one(faulty) : sound
  const key = (sound: string) => or(sound, ...badKeys)
  const negate = () => or(random.chance(0.3), 'yes', 1)
  const variant = () => or(one(['on', 'off']), 'nowhere', 1, undefined)
  const accepted = () => or([one(['on', 'off'])], [], undefined, ['a b'], 'on')
  /** Something further on in the list, so that nothing makes a circle unless it is meant to. */
  const further = (keys: readonly string[], from: string): string | undefined =>
    random.pick(keys.slice(keys.indexOf(from) + 1))

  function attribute(): unknown {
    const operator = one(attributeOperators)
    const values = or(one(good[operator]), ...oddValues)
    const name = or(operator, 'resembles', 'constructor', 1)
    return {
      type: 'attribute',
      attribute: key(one(['plan', 'user.age'])),
      operator: name,
      values,
      negate: negate(),
    }
  }

  function condition(flags: string | undefined, segments: string | undefined, depth = 0): unknown {
    const asked = one(['attribute', 'attribute', 'flag', 'segment', 'group', 'not'])
    const inner = () => condition(flags, segments, depth + 1)
    if (asked === 'flag' && flags !== undefined)
      return { type: 'flag', flag: or(flags, 'nowhere', 'a', 7), variants: accepted(), negate: negate() }
    if (asked === 'segment' && segments !== undefined)
      return { type: 'segment', segment: or(segments, 'nowhere', 's'), negate: negate() }
    if (asked === 'group' && depth < 3)
      return { type: or(one(['all', 'any']), 'none', undefined), of: or(some(3, inner), undefined, {}) }
    if (asked === 'not' && depth < 3) return { type: 'not', of: or(inner(), undefined, [], tooDeep()) }
    return attribute()
  }

  function tooDeep(): unknown {
    return Array.from({ length: 10 }).reduce((of: unknown) => ({ type: 'not', of }), attribute())
  }

  function outcome(): unknown {
    const asked = one(['variant', 'callerDefault', 'split'])
    if (asked === 'variant') return { type: 'variant', variant: variant() }
    if (asked === 'callerDefault') return { type: or('callerDefault', 'experiment', undefined) }
    const weight = () => or(random.between(1, 100), 0.5, -1, 100_001, '1')
    const weights = Array.from({ length: random.between(1, 3) }, () => ({
      variant: variant(),
      weight: weight(),
    }))
    return {
      type: 'split',
      weights: or(weights, [], [{ variant: 'on', weight: 0 }], undefined),
      ...(random.chance(0.3) && { bucketBy: key('user.id') }),
      ...(random.chance(0.3) && { seed: or('layer-7', 'x'.repeat(151), 7) }),
    }
  }

  function definition(flag: string): Raw {
    const type = one(['boolean', 'string', 'number', 'object'])
    const [on, off] = valuesOf(type)
    return {
      key: flag,
      name: flag,
      type: or(type, 'colour'),
      variants: { on: or(on, null, [[[]]], 'x'.repeat(10_001), 7), off },
      metadata: or({ team: 'pay' }, { a: {} }, { 'a b': 1 }, { a: 'x'.repeat(10_001) }, manyEntries),
    }
  }

  function settings(flag: string): Raw {
    const prerequisite = further(flagKeys, flag)
    const needs = random.chance(0.3) && prerequisite !== undefined
    const rules = some(3, () => ({
      when: condition(further(flagKeys, flag), one(segmentKeys)),
      serve: outcome(),
    }))
    return {
      key: flag,
      enabled: or(random.chance(0.8), 'yes', undefined),
      offVariant: or(one(['off', null]), 'nowhere', undefined),
      prerequisites: needs ? [{ flag: or(prerequisite, 'nowhere', flag), variants: accepted() }] : [],
      rules: rules.map((rule, i) => ({ id: or(`r${i}`, 'r0', ...badKeys), ...rule })),
      default: outcome(),
      whenBlind: or(
        one([{ type: 'keep' }, { type: 'safe', afterMinutes: 5 }]),
        { type: 'safe' },
        { type: 'safe', afterMinutes: 0 },
        { type: 'safe', afterMinutes: 525_601 },
        { type: 'never' },
      ),
    }
  }

  function segment(name: string): Raw {
    return {
      key: name,
      name,
      rules: some(2, () => condition(undefined, further(segmentKeys, name))),
      chunks: or(one([0, 1, 4]), 3, -1, 2_048, '1'),
    }
  }

  return {
    definitions: flagKeys.map(definition),
    settings: flagKeys.map(settings),
    segments: segmentKeys.map(segment),
  }
}

const manyEntries = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, i]))

function valuesOf(type: string | undefined): [unknown, unknown] {
  switch (type) {
    case 'boolean':
      return [true, false]
    case 'string':
      return ['x', '']
    case 'number':
      return [1, 0]
    default:
      return [{ a: [1] }, {}]
  }
}
