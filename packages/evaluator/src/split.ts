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
import type { Reason, Resolution } from './types.js'

/** An outcome made ready: the answer, or a split between answers. */
export type Outcome = Resolution | Split

/** A share of the hashes, and those after it. As a chain: an evaluation waits for each object that it looks at. */
interface Share {
  /** The hash at which it ends, exclusive. */
  readonly end: number
  readonly resolution: Resolution
  /** Undefined for the last one, which ends with the hashes. */
  readonly next: Share | undefined
}

/** Its first share and the state of its hash are part of it, for the same reason. */
interface Split extends Share, Murmur3State {
  readonly type: 'split'
  readonly bucketBy: Attribute
  readonly isByTargetingKey: boolean
  readonly missing: Resolution
}

/** `reason`: of an outcome that is no split. */
export function prepareOutcome(
  plan: OutcomePlan,
  answers: Answers,
  reason: Exclude<Reason, 'ERROR'>,
): Outcome {
  switch (plan.type) {
    case 'variant':
      return answers.variant(plan.variant, reason)
    case 'callerDefault':
      return answers.callerDefault(reason)
    case 'split': {
      const split = prepareSplit(plan, answers)
      if (plan.bucketBy.type === 'context') return split
      // An attribute of the process falls the same way each time: a canary by instance costs nothing per call.
      return resolveSplit(split, {})
    }
  }
}

function prepareSplit(plan: SplitPlan, answers: Answers): Split {
  const missing = answers.error(
    'TARGETING_KEY_MISSING',
    `the context has no ${JSON.stringify(plan.bucketBy.key)} to split by`,
  )
  let first: Share | undefined
  let end = plan.totalWeight
  for (const { variant, weight } of plan.shares.toReversed()) {
    const resolution = answers.variant(variant, 'SPLIT')
    first = { end: firstHashOf(end, plan.totalWeight), resolution, next: first }
    end -= weight
  }
  const { hash, tail, tailLength, length } = plan.seeded
  // Reading a split has made sure that it has a share.
  const { end: firstEnd, resolution, next } = first as Share
  return {
    type: 'split',
    bucketBy: plan.bucketBy,
    isByTargetingKey: plan.bucketBy.key === 'targetingKey',
    missing,
    end: firstEnd,
    resolution,
    next,
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
  let share: Share = split
  while (hash >= share.end && share.next !== undefined) share = share.next
  return share.resolution
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
