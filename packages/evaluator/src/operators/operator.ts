import type { AttributeCondition } from '@ripcord/model'

export type Operand = AttributeCondition['values'][number]

/**
 * Whether an attribute's value meets the condition; undefined where the value is missing or of a type that the
 * operator can't compare, which makes the condition false, negated or not.
 */
export type Comparison = (seen: unknown) => boolean | undefined

/** What is wrong with an operator's values. */
export interface Refusal {
  /** A sentence without the full stop. */
  readonly message: string
  /** Which of the values it is; undefined where it is their number, or how they go together. */
  readonly index: number | undefined
}

export function refusal(message: string, index?: number): Refusal {
  return { message, index }
}

export function noValues(): Refusal {
  return refusal('expected at least one value, saw none: name what to compare with')
}

/** Milliseconds since 1970; NaN where nobody has said what time it is. */
export type Now = () => number

/** How one operator compares: its values are prepared once, when the flag is compiled. */
export interface Operator {
  prepare(values: readonly Operand[], now: Now): Comparison | Refusal
  /** Whether it looks at the clock: then even an attribute that never changes is compared anew each time. */
  readonly isTimed?: true
  /** Whether its values are regular expressions, of which a flag may have only so many. */
  readonly hasPatterns?: true
}
