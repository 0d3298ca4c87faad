import { show } from '../reading/problem.js'
import type { Kind } from './kinds.js'
import { type Comparison, noValues, type Operand, type Refusal, refusal } from './operator.js'

/** A comparison that holds when it does with any of the values. */
export function anyOf<T>(
  values: readonly Operand[],
  kind: Kind<T>,
  matches: (seen: T, wanted: T) => boolean,
): Comparison | Refusal {
  return anyOfKind(values, kind, kind, matches)
}

/** The same where the values are of another kind than what they are compared with. */
export function anyOfKind<Seen, Wanted>(
  values: readonly Operand[],
  wantedKind: Kind<Wanted>,
  seenKind: Kind<Seen>,
  matches: (seen: Seen, wanted: Wanted) => boolean,
): Comparison | Refusal {
  const wanted = readAll(values, wantedKind)
  if (!Array.isArray(wanted)) return wanted
  const [first, ...others] = wanted
  if (first === undefined) return noValues()
  if (others.length === 0) {
    return (value) => {
      const seen = seenKind.read(value)
      return seen === undefined ? undefined : matches(seen, first)
    }
  }
  return (value) => {
    const seen = seenKind.read(value)
    if (seen === undefined) return undefined
    for (const one of wanted) if (matches(seen, one)) return true
    return false
  }
}

/** A comparison with two values, that holds from the first to the second, both included. */
export function inRange<T>(
  values: readonly Operand[],
  kind: Kind<T>,
  compare: (a: T, b: T) => number,
  seenKind: Kind<T> = kind,
): Comparison | Refusal {
  const bounds = readAll(values, kind)
  if (!Array.isArray(bounds)) return bounds
  const [from, to] = bounds
  if (from === undefined || to === undefined || bounds.length !== 2)
    return refusal(`expected exactly two values, saw ${values.length}`)
  if (compare(from, to) > 0) {
    const [first, second] = values
    return refusal(`expected the lower bound first, saw ${show(first)} before ${show(second)}: swap them`)
  }
  return (value) => {
    const seen = seenKind.read(value)
    return seen === undefined ? undefined : compare(seen, from) >= 0 && compare(seen, to) <= 0
  }
}

/** The values as what they stand for, or what is wrong with the first that is of no such kind. */
export function readAll<T>(values: readonly Operand[], kind: Kind<T>): T[] | Refusal {
  const read: T[] = []
  for (const [index, value] of values.entries()) {
    const operand = kind.read(value)
    if (operand === undefined) return refusal(`expected ${kind.expected}, saw ${show(value)}`, index)
    read.push(operand)
  }
  return read
}
