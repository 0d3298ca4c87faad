import { type Comparison, noValues, type Operand, type Operator, type Refusal } from './operator.js'

export const equals: Operator = { prepare: isOneOf }

/**
 * Text equals text, numbers equal numbers, booleans equal booleans. A value of a type that is not among those of
 * `values` is of the wrong type, not merely unequal.
 */
export function isOneOf(values: readonly Operand[]): Comparison | Refusal {
  const first = values[0]
  if (first === undefined) return noValues()
  if (values.length === 1) return (seen) => (isComparable(seen, first) ? seen === first : undefined)
  const wanted: ReadonlySet<unknown> = new Set(values)
  const types: ReadonlySet<string> = new Set(values.map((value) => typeof value))
  return (seen) => {
    if (wanted.has(seen)) return true
    return types.has(typeof seen) && !Number.isNaN(seen) ? false : undefined
  }
}

function isComparable(seen: unknown, wanted: Operand): boolean {
  return typeof seen === typeof wanted && !Number.isNaN(seen)
}
