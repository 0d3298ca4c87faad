import type { AttributeCondition, FlagType, Json, Murmur3State } from '@ripcord/model'
import type { Attribute } from './attribute.js'
import type { Comparison } from './operators/operator.js'
import type { FlagMetadata, FlagRelease } from './types.js'

// What reading an entity gives: checked, with values prepared, references to flags and segments still by key. A back
// end (backend/) turns it into what is run; explanations walk it as it is.

export type ConditionPlan =
  | { readonly type: 'all' | 'any'; readonly of: readonly ConditionPlan[] }
  | { readonly type: 'not'; readonly of: ConditionPlan }
  | AttributePlan
  | { readonly type: 'segment'; readonly segment: string; readonly negate: boolean }
  | {
      readonly type: 'flag'
      readonly flag: string
      readonly variants: ReadonlySet<string>
      readonly negate: boolean
    }

export interface AttributePlan {
  readonly type: 'attribute'
  readonly attribute: Attribute
  readonly operator: AttributeCondition['operator']
  readonly values: AttributeCondition['values']
  readonly compare: Comparison
  /** Whether `compare` looks at the clock. */
  readonly isTimed: boolean
  readonly negate: boolean
}

export interface SplitPlan {
  readonly type: 'split'
  /** Shares with weight 0 are left out. */
  readonly shares: readonly { readonly variant: string; readonly weight: number }[]
  readonly totalWeight: number
  readonly bucketBy: Attribute
  /** The hash after the seed: an evaluation goes on from there with the bucketing value. */
  readonly seeded: Murmur3State
  /** The variant of contexts that have nothing to split by; undefined: they get an error. */
  readonly missing: string | undefined
}

export type OutcomePlan =
  | { readonly type: 'variant'; readonly variant: string }
  | { readonly type: 'callerDefault' }
  | SplitPlan

export interface RulePlan {
  readonly id: string
  readonly when: ConditionPlan
  readonly serve: OutcomePlan
}

export interface PrerequisitePlan {
  readonly flag: string
  readonly variants: ReadonlySet<string>
}

export interface FlagPlan {
  readonly type: FlagType
  readonly variants: ReadonlyMap<string, Json>
  readonly metadata: FlagMetadata
  readonly enabled: boolean
  readonly offVariant: string | null
  readonly prerequisites: readonly PrerequisitePlan[]
  readonly rules: readonly RulePlan[]
  readonly default: OutcomePlan
  /** Minutes without a server after which the safe variant is served; null = never. */
  readonly blindAfterMinutes: number | null
  /** The running release that owns the default outcome. */
  readonly release: FlagRelease | undefined
}

export interface SegmentPlan {
  readonly rules: readonly ConditionPlan[]
  readonly chunks: number
}

/** A flag or segment that a condition or prerequisite names, as `flag:<key>` or `segment:<key>`. */
export type Reference = `flag:${string}` | `segment:${string}`
