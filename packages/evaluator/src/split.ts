import { type Murmur3State, murmur3Finish } from '@ripcord/model/plain'
import {
  type Attribute,
  type Attributes,
  identifierOf,
  readAttribute,
  readTargetingKey,
} from './attribute.js'
import type { OutcomePlan, SplitPlan } from './plan.js'
import type { Answers } from './resolutions.js'
import type { Arm, FlagRelease, Reason, Resolution } from './types.js'

/** An outcome made ready: the answer, or a split between answers. */
export type Outcome = Resolution | Split

/** The state of its hash is part of it: an evaluation waits for each further object that it looks at. */
interface Split extends Murmur3State {
  readonly type: 'split'
  readonly bucketBy: Attribute
  readonly isByTargetingKey: boolean
  readonly missing: Resolution
  /** The hash at which each share ends, exclusive; the last one ends with the hashes, and is left out. */
  readonly ends: readonly number[]
  /** By share. */
  readonly resolutions: readonly Resolution[]
}

/**
 * `reason`: of an outcome that is no split. `release`: the one whose outcome it is; of rules none.
 */
export function prepareOutcome(
  plan: OutcomePlan,
  answers: Answers,
  reason: Exclude<Reason, 'ERROR'>,
  release?: FlagRelease,
): Outcome {
  switch (plan.type) {
    case 'variant':
      return answers.variant(plan.variant, reason, armOf(plan.variant, release))
    case 'callerDefault':
      return answers.callerDefault(reason)
    case 'split': {
      const split = prepareSplit(plan, answers, release)
      if (plan.bucketBy.type === 'context') return split
      // An attribute of the process falls the same way each time: a canary by instance costs nothing per call.
      return resolveSplit(split, {})
    }
  }
}

function armOf(variant: string, release: FlagRelease | undefined): Arm | 'none' | undefined {
  if (release === undefined) return undefined
  if (variant === release.treatment) return 'treatment'
  return variant === release.control ? 'control' : 'none'
}

function prepareMissing(plan: SplitPlan, answers: Answers, release: FlagRelease | undefined): Resolution {
  if (plan.missing !== undefined)
    return answers.variant(plan.missing, 'DEFAULT', release === undefined ? undefined : 'none')
  return answers.error(
    'TARGETING_KEY_MISSING',
    `the context has no ${JSON.stringify(plan.bucketBy.key)} to split by`,
  )
}

function prepareSplit(plan: SplitPlan, answers: Answers, release: FlagRelease | undefined): Split {
  const ends: number[] = []
  let end = 0
  for (const { weight } of plan.shares.slice(0, -1)) {
    end += weight
    ends.push(firstHashOf(end, plan.totalWeight))
  }
  const { hash, tail, tailLength, length } = plan.seeded
  return {
    type: 'split',
    bucketBy: plan.bucketBy,
    isByTargetingKey: plan.bucketBy.key === 'targetingKey',
    missing: prepareMissing(plan, answers, release),
    ends,
    resolutions: plan.shares.map(({ variant }) => answers.variant(variant, 'SPLIT', armOf(variant, release))),
    hash,
    tail,
    tailLength,
    length,
  }
}

export function resolveOutcome(outcome: Outcome, attributes: Attributes): Resolution {
  return outcome.type === 'split' ? resolveSplit(outcome, attributes) : outcome
}

function resolveSplit(split: Split, attributes: Attributes): Resolution {
  const id = identifierOf(
    split.isByTargetingKey ? readTargetingKey(attributes) : readAttribute(split.bucketBy, attributes),
  )
  if (id === undefined) return split.missing
  const hash = murmur3Finish(split, id)
  const { ends } = split
  // Counted and not searched for: which way a subject falls can't be foreseen, and a processor that guesses a jump
  // wrong pays for it with the time of the rest.
  let share = 0
  for (let i = 0; i < ends.length; i++) share += +(hash >= (ends[i] as number))
  return split.resolutions[share] as Resolution
}

/**
 * The bucket, from 0 to below the total weight, of a bucketing value: as flagd's fractional v2, over UTF-8. The
 * product stays below 2^49, so that doubles carry it exactly.
 */
export function bucketOf(plan: SplitPlan, id: string): number {
  return Math.floor((murmur3Finish(plan.seeded, id) * plan.totalWeight) / hashes)
}

const hashes = 2 ** 32

/** The lowest hash that falls into `bucket` or above it: so an evaluation compares, and calculates nothing. */
function firstHashOf(bucket: number, totalWeight: number): number {
  return Number((BigInt(bucket) * BigInt(hashes) + BigInt(totalWeight) - 1n) / BigInt(totalWeight))
}
