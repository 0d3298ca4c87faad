import { show } from '../reading/problem.js'
import { type Comparison, type Operand, type Operator, type Refusal, refusal } from './operator.js'

export const modulo: Operator = { prepare: hasRemainder }

/** The remainder is never negative: -1 by 10 leaves 9. A number with a fraction leaves one, which is no remainder here. */
function hasRemainder(values: readonly Operand[]): Comparison | Refusal {
  const [divisor, remainder] = values
  if (values.length !== 2)
    return refusal(`expected exactly two values, a divisor and a remainder, saw ${values.length}`)
  if (!isWhole(divisor) || divisor < 1)
    return refusal(`expected a whole number from 1 to 2^53-1 as divisor, saw ${show(divisor)}`, 0)
  if (!isWhole(remainder) || remainder < 0 || remainder >= divisor)
    return refusal(`expected a whole number from 0 to ${divisor - 1} as remainder, saw ${show(remainder)}`, 1)
  return (seen) => {
    if (typeof seen !== 'number' || !Number.isFinite(seen)) return undefined
    const rest = seen % divisor
    return rest === (rest < 0 ? remainder - divisor : remainder)
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
