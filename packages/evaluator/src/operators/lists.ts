import { limits } from '@ripcord/model/plain'
import type { Kind } from './kinds.js'
import { type Comparison, noValues, type Operand, type Refusal } from './operator.js'

/** Asks about a list's entries and the distinct values to look for; entries compare as by `equals`. */
export function ofEntries(
  values: readonly Operand[],
  asks: (list: readonly unknown[], wanted: ReadonlySet<unknown>) => boolean,
): Comparison | Refusal {
  if (values.length === 0) return noValues()
  const wanted: ReadonlySet<unknown> = new Set(values)
  return (seen) => (isList(seen) ? asks(seen, wanted) : undefined)
}

export function hasAny(list: readonly unknown[], wanted: ReadonlySet<unknown>): boolean {
  for (let i = 0; i < list.length; i++) if (wanted.has(list[i])) return true
  return false
}

export function hasAll(list: readonly unknown[], wanted: ReadonlySet<unknown>): boolean {
  const found = new Set<unknown>()
  for (let i = 0; i < list.length; i++) {
    const entry = list[i]
    if (wanted.has(entry)) found.add(entry)
  }
  return found.size === wanted.size
}

/** A number of entries, as a value to compare with. */
export const count: Kind<number> = {
  expected: `a whole number from 0 to ${limits.listEntries}`,
  read: (value) => (isCount(value) ? value : undefined),
}

/** How many entries a list has. */
export const sizeOfList: Kind<number> = {
  expected: 'a list',
  read: (value) => (isList(value) ? value.length : undefined),
}

/** What only says that it is a list, a proxy, may say anything of its length. */
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && isCount(value.length)
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= limits.listEntries
}
