import type { AttributeCondition } from '@ripcord/model'
import type { Decider, Resolution } from './types.js'

/** An answer with what led to it. Only what was looked at is here: after the rule that matched come no others. */
export interface Explanation {
  readonly flagKey: string
  readonly resolution: Resolution
  /** `unknown`: there is no such flag. `context`: reading the context threw. */
  readonly decidedBy:
    | Exclude<Decider, 'targeting'>
    | 'unknown'
    | 'context'
    | 'prerequisite'
    | 'rule'
    | 'default'
  readonly prerequisites: readonly PrerequisiteVerdict[]
  readonly rules: readonly RuleVerdict[]
  /** The id of the rule that matched; null where none did. */
  readonly matchedRule: string | null
  /** Where the subject fell; null where no split decided. */
  readonly split: SplitVerdict | null
}

export interface PrerequisiteVerdict {
  readonly flag: string
  readonly accepted: readonly string[]
  /** What the other flag serves; null for the caller's default or an error. */
  readonly served: string | null
  readonly isMet: boolean
}

export interface RuleVerdict {
  readonly id: string
  readonly isMatched: boolean
  readonly when: ConditionVerdict
}

export type ConditionVerdict =
  | { readonly type: 'all' | 'any'; readonly holds: boolean; readonly of: readonly ConditionVerdict[] }
  | { readonly type: 'not'; readonly holds: boolean; readonly of: ConditionVerdict }
  | {
      readonly type: 'attribute'
      readonly holds: boolean
      readonly attribute: string
      readonly operator: AttributeCondition['operator']
      readonly values: AttributeCondition['values']
      readonly negate: boolean
      /** The attribute's value, as text where it is neither text, number nor boolean; null = missing. */
      readonly seen: string | number | boolean | null
      /** False where the value was missing or of a type that the operator can't compare. */
      readonly isComparable: boolean
    }
  | {
      readonly type: 'segment'
      readonly holds: boolean
      readonly segment: string
      readonly negate: boolean
      /** `id`: the segment names the subject; `rules`: one of its rules holds, or none. */
      readonly by: 'id' | 'rules'
    }
  | {
      readonly type: 'flag'
      readonly holds: boolean
      readonly flag: string
      readonly variants: readonly string[]
      readonly negate: boolean
      readonly served: string | null
    }

export interface SplitVerdict {
  readonly bucketBy: string
  /** The bucketing value; null = missing. */
  readonly value: string | null
  /** From 0 to below `totalWeight`; null where the value is missing. */
  readonly bucket: number | null
  readonly totalWeight: number
}
