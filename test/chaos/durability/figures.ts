import type { Figure } from '../chaos-case.js'

/** A count that makes the others worth something: without it nothing was at stake. */
export function atLeast(value: number, name: string, seen: number): Figure {
  return { name, value: seen, unit: '', must: { be: '≥', value } }
}

/** What must not happen, each time that it did in a sentence. */
export function none(name: string, because: readonly string[]): Figure {
  return { name, value: because.length, unit: '', must: { be: '=', value: 0 }, because }
}
