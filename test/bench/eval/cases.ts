import type { EvaluationContext } from '@ripcord/evaluator'
import type { SentFlag } from '@ripcord/model'
import { murmur3Continue, murmur3Finish, murmur3Start } from '@ripcord/model/plain'

/** A kind of flag, as Ripcord gets it and as somebody would write it by hand for that flag alone. */
export interface EvalCase {
  readonly name: string
  /** How many times the hand-written closure's time it may take. */
  readonly aim: number
  /** Undefined: the flag is not there. */
  readonly flag?: (key: string) => SentFlag
  readonly byHand?: (key: string) => (context: EvaluationContext) => boolean
}

const countries = ['se', 'no', 'dk', 'fi', 'is']
export const segmentIds: readonly string[] = Array.from({ length: 1_000 }, (_, i) => uuid(i * 2))

/** Looks like a UUID, and differs from the others as one does. */
function uuid(i: number): string {
  const part = (salt: number, length: number) =>
    ((i + 1) * salt).toString(16).padStart(length, '0').slice(-length)
  return `${part(2654435761, 8)}-${part(40503, 4)}-4${part(7919, 3)}-8${part(104729, 3)}-${part(15485863, 12)}`
}

/** Half of the ids are in the segment; each is in the last of the five countries. */
export const contexts: readonly EvaluationContext[] = Array.from({ length: 64 }, (_, i) => ({
  targetingKey: uuid(i),
  country: 'is',
  plan: i % 3 === 0 ? 'pro' : 'free',
}))

function flag(key: string, more: Partial<SentFlag>): SentFlag {
  return {
    key,
    type: 'boolean',
    variants: { on: true, off: false },
    enabled: true,
    offVariant: 'off',
    default: { type: 'variant', variant: 'off' },
    ...more,
  }
}

const on = { type: 'variant', variant: 'on' } as const

export const evalCases: readonly EvalCase[] = [
  { name: 'on', aim: 2, flag: (key) => flag(key, { default: on }), byHand: () => () => true },
  { name: 'off', aim: 2, flag: (key) => flag(key, { enabled: false }), byHand: () => () => false },
  { name: 'unknown flag', aim: 2 },
  {
    name: 'five rules, the last matches',
    aim: 3,
    flag: (key) =>
      flag(key, {
        rules: countries.map((country) => ({
          id: country,
          when: { type: 'attribute', attribute: 'country', operator: 'equals', values: [country] },
          serve: on,
        })),
      }),
    byHand: () => {
      const [a, b, c, d, e] = countries
      return ({ country }) => {
        if (country === a) return true
        if (country === b) return true
        if (country === c) return true
        if (country === d) return true
        return country === e
      }
    },
  },
  {
    name: '50 % split by uuid',
    aim: 1.3,
    flag: (key) =>
      flag(key, {
        default: {
          type: 'split',
          weights: [
            { variant: 'on', weight: 50 },
            { variant: 'off', weight: 50 },
          ],
        },
      }),
    byHand: (key) => {
      const seeded = murmur3Continue(murmur3Start(0), key)
      return ({ targetingKey }) => targetingKey !== undefined && murmur3Finish(seeded, targetingKey) < 2 ** 31
    },
  },
  {
    name: 'segment of 1,000 ids',
    aim: 2,
    flag: (key) =>
      flag(key, { rules: [{ id: 'r', when: { type: 'segment', segment: 'thousand' }, serve: on }] }),
    byHand: () => {
      const ids = new Set(segmentIds)
      return ({ targetingKey }) => targetingKey !== undefined && ids.has(targetingKey)
    },
  },
]
