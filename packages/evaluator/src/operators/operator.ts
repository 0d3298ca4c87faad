import type { AttributeCondition } from '@ripcord/model'

export type Operand = AttributeCondition['values'][number]

/**
 * Whether an attribute's value meets the condition; undefined where the value is missing or of a type that the
 * operator can't compare, which makes the condition false, negated or not.
 */
export type Comparison = (seen: unknown) => boolean | undefined

/** What is wrong with an operator's values: a sentence without the full stop. */
export type Refusal = string

/** How one operator compares: its values are prepared once, when the flag is compiled. */
export interface Operator {
  prepare(values: readonly Operand[]): Comparison | Refusal
}
