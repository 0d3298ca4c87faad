import { murmur3Finish } from '@ripcord/model/plain'
import { type Attribute, type Attributes, identifierOf, readAttribute } from './attribute.js'
import type { OutcomePlan, SplitPlan } from './plan.js'
import type { Answers } from './resolutions.js'
import type { Reason, Resolution } from './types.js'

/** An outcome made ready. */
export type Outcome = { readonly type: 'fixed'; readonly resolution: Resolution } | Split

interface Split {
  readonly type: 'split'
  readonly plan: SplitPlan
  readonly bucketBy: Attribute
  /** Where each share ends, exclusive; the last end is the total weight. */
  readonly ends: readonly number[]
  readonly resolutions: readonly Resolution[]
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
      return { type: 'fixed', resolution: answers.variant(plan.variant, reason) }
    case 'callerDefault':
      return { type: 'fixed', resolution: answers.callerDefault(reason) }
    case 'split': {
      const split = prepareSplit(plan, answers)
      if (plan.bucketBy.type === 'context') return split
      // An attribute of the process falls the same way each time: a canary by instance costs nothing per call.
      return { type: 'fixed', resolution: resolveSplit(split, {}) }
    }
  }
}

function prepareSplit(plan: SplitPlan, answers: Answers): Split {
  const ends: number[] = []
  let end = 0
  for (const { weight } of plan.shares) {
    end += weight
    ends.push(end)
  }
  const resolutions = plan.shares.map(({ variant }) => answers.variant(variant, 'SPLIT'))
  const missing = answers.error(
    'TARGETING_KEY_MISSING',
    `the context has no ${JSON.stringify(plan.bucketBy.key)} to split by`,
  )
  return { type: 'split', plan, bucketBy: plan.bucketBy, ends, resolutions, missing }
}

export function resolveOutcome(outcome: Outcome, attributes: Attributes): Resolution {
  return outcome.type === 'fixed' ? outcome.resolution : resolveSplit(outcome, attributes)
}

function resolveSplit(split: Split, attributes: Attributes): Resolution {
  const id = identifierOf(readAttribute(split.bucketBy, attributes))
  if (id === undefined) return split.missing
  const bucket = bucketOf(split.plan, id)
  const { ends } = split
  let share = 0
  while (share < ends.length - 1 && bucket >= (ends[share] as number)) share++
  return split.resolutions[share] as Resolution
}

/**
 * The bucket, from 0 to below the total weight, of a bucketing value: as flagd's fractional v2, over UTF-8. The
 * product stays below 2^49, so that doubles carry it exactly.
 */
export function bucketOf(plan: SplitPlan, id: string): number {
  return Math.floor((murmur3Finish(plan.seeded, id) * plan.totalWeight) / 2 ** 32)
}
