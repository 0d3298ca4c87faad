import type { Kind } from './flags.js'

/** A question that is put to every contender. */
export interface EvalCase {
  readonly name: string
  /** `unknown`: there is no such flag. */
  readonly kind: Kind | 'unknown'
  /** How many times the time of a closure written by hand a value may take. */
  readonly aim: number
}

export const evalCases: readonly EvalCase[] = [
  { name: 'on', kind: 'on', aim: 2 },
  { name: 'off', kind: 'off', aim: 2 },
  { name: 'unknown flag', kind: 'unknown', aim: 2 },
  { name: 'five rules, the last matches', kind: 'rules', aim: 3 },
  { name: 'five rules of an attribute each', kind: 'ownRules', aim: 3 },
  { name: '50 % split by a rotating uuid', kind: 'split', aim: 1.3 },
  { name: 'object by a segment of 1,000 ids', kind: 'segment', aim: 2 },
]
