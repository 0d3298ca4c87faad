import { readAll } from './any-of.js'
import { parseDuration } from './duration.js'
import { instant, type Kind } from './kinds.js'
import { type Comparison, type Now, noValues, type Operand, type Refusal } from './operator.js'

const duration: Kind<number> = {
  expected:
    'a duration of weeks, days, hours, minutes and seconds, in that order, each a whole number of at most six digits, such as P7D, -P1DT12H or PT30M (no months, years or fractions)',
  read: (value) => (typeof value === 'string' ? parseDuration(value) : undefined),
}

/** Compares a moment with those that lie the durations from now on; a negative one lies in the past. */
export function relativeToNow(
  values: readonly Operand[],
  now: Now,
  matches: (seen: number, wanted: number) => boolean,
): Comparison | Refusal {
  const offsets = readAll(values, duration)
  if (!Array.isArray(offsets)) return offsets
  if (offsets.length === 0) return noValues()
  return (value) => {
    const seen = instant.read(value)
    const at = now()
    if (seen === undefined || Number.isNaN(at)) return undefined
    for (const offset of offsets) if (matches(seen, at + offset)) return true
    return false
  }
}
