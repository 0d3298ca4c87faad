import type { EvaluationContext } from '@ripcord/evaluator'
import type { Condition, SentFlag } from '@ripcord/model'

export const kinds = ['on', 'off', 'rules', 'ownRules', 'split', 'segment'] as const
/** What a flag does; each contender says it in its own terms. */
export type Kind = (typeof kinds)[number]

/** A flag by its key. */
export type BenchFlag = readonly [kind: Kind, key: string]

const flagsPerKind = 64

export function keysOf(kind: Kind | 'unknown'): readonly string[] {
  return Array.from({ length: flagsPerKind }, (_, i) => asInSource(`bench-${kind}-flag-${i}`))
}

/** A thousand flags, as many of each kind. */
export const thousandFlags: readonly BenchFlag[] = Array.from({ length: 1_000 }, (_, i) => [
  kinds[i % kinds.length] as Kind,
  asInSource(`all-flag-${i}`),
])

/** The same text as an application's source holds it: V8 keeps names and literals once. */
function asInSource(text: string): string {
  return Object.keys({ [text]: 0 })[0] ?? text
}

/** The same text as a request or a snapshot brings it. */
function asSent<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** In the order of the rules: the last one is that of every context. */
export const countries = ['se', 'no', 'dk', 'fi', 'is'] as const
/** In the order of the rules; of every context the last one alone holds. */
export const attributeRules = [
  ['plan', 'enterprise'],
  ['device', 'watch'],
  ['language', 'eo'],
  ['channel', 'beta'],
  ['country', 'is'],
] as const

/** Looks like a UUID, and differs from the others as one does. */
function uuid(i: number): string {
  const part = (salt: number, length: number) =>
    ((i + 1) * salt).toString(16).padStart(length, '0').slice(-length)
  return `${part(2654435761, 8)}-${part(40503, 4)}-4${part(7919, 3)}-8${part(104729, 3)}-${part(15485863, 12)}`
}

export type BenchContext = EvaluationContext & {
  readonly targetingKey: string
  readonly [attribute: string]: string
}

/** Half of the ids are in the segment. */
export const contexts: readonly BenchContext[] = asSent(
  Array.from({ length: 1_024 }, (_, i) => ({
    targetingKey: uuid(i),
    country: 'is',
    plan: i % 3 === 0 ? 'pro' : 'free',
    device: i % 2 === 0 ? 'phone' : 'desktop',
    language: 'is',
    channel: 'stable',
  })),
)
export const segmentIds: readonly string[] = asSent(Array.from({ length: 1_000 }, (_, i) => uuid(i * 2)))

/** What a flag of the kind `segment` serves to those who are in it, and to the others. */
export const inSegment = { limit: 100, tier: 'gold' } as const
export const outOfSegment = { limit: 10, tier: 'basic' } as const

const on = { type: 'variant', variant: 'on' } as const
const off = { type: 'variant', variant: 'off' } as const

export function flagOf(kind: Kind, key: string): SentFlag {
  const flag: SentFlag = {
    key,
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    default: off,
  }
  const equals = (attribute: string, value: string): Condition => ({
    type: 'attribute',
    attribute,
    operator: 'equals',
    values: [value],
  })
  switch (kind) {
    case 'on':
      return { ...flag, default: on }
    case 'off':
      return { ...flag, enabled: false }
    case 'rules':
      return { ...flag, rules: countries.map((id) => ({ id, when: equals('country', id), serve: on })) }
    case 'ownRules':
      return {
        ...flag,
        rules: attributeRules.map(([id, value]) => ({ id, when: equals(id, value), serve: on })),
      }
    case 'split': {
      const weights = [
        { variant: 'on', weight: 50 },
        { variant: 'off', weight: 50 },
      ]
      return { ...flag, default: { type: 'split', weights } }
    }
    case 'segment': {
      const when = { type: 'segment', segment: 'thousand' } as const
      return {
        ...flag,
        type: 'object',
        variants: { on: inSegment, off: outOfSegment },
        rules: [{ id: 'r', when, serve: on }],
      }
    }
  }
}
