import { count, percent } from '../../lib/format'

// What a flag has served in the last hour, as a row of the list shows it: the safe variant grey, others blue.

export interface ServedVariant {
  /** Null: the caller's default. */
  variant: string | null
  /** A count a minute, the oldest first; the last minute is not over yet. */
  counts: readonly number[]
}

export interface Bands {
  /** Evaluations of all variants, a minute each. */
  total: number[]
  /** Of all but the safe one. */
  blue: number[]
  perMinute: number
  /** In words. */
  said: string
}

/** So many minutes that were over say how often a flag is evaluated now. */
const recent = 5

export function bandsOf(served: readonly ServedVariant[], offVariant: string | null): Bands {
  const length = Math.max(0, ...served.map(({ counts }) => counts.length))
  const sum = (of: readonly ServedVariant[]): number[] =>
    Array.from({ length }, (_, i) => of.reduce((total, { counts }) => total + (counts[i] ?? 0), 0))
  const all = sum(served)
  // A minute that is not over looks like a fall; where there is nothing else it is shown.
  const end = all.slice(0, -1).some((one) => one > 0) ? length - 1 : length
  const total = all.slice(0, end)
  const isSafe = ({ variant }: ServedVariant): boolean => variant === offVariant || variant === null
  const last = total.slice(-recent)
  return {
    total,
    blue: sum(served.filter((one) => !isSafe(one))).slice(0, end),
    perMinute: last.reduce((a, b) => a + b, 0) / Math.max(1, Math.min(recent, lived(total))),
    said: sentenceOf(served),
  }
}

/** Minutes since it was first evaluated: one that is asked for since a minute has had a minute, not five. */
function lived(total: readonly number[]): number {
  const first = total.findIndex((one) => one > 0)
  return first < 0 ? 0 : total.length - first
}

function sentenceOf(served: readonly ServedVariant[]): string {
  const sums = served.map(({ variant, counts }) => ({ variant, sum: counts.reduce((a, b) => a + b, 0) }))
  const total = sums.reduce((all, { sum }) => all + sum, 0)
  if (total === 0) return 'not evaluated in the last hour'
  const shares = sums
    .toSorted((a, b) => b.sum - a.sum)
    .map(({ variant, sum }) => `${variant ?? 'the caller’s default'} ${percent(sum / total)}`)
  return `${shares.join(', ')} of ${count(total)} evaluations in the last hour`
}

/** A polygon of values from the left to the right, standing on the bottom. */
export function polygon(values: readonly number[], most: number, width: number, height: number): string {
  if (values.length === 0 || most === 0) return ''
  const step = width / Math.max(1, values.length - 1)
  const points = values.map((value, i) => `${round(i * step)},${round(height - (value / most) * height)}`)
  return `0,${height} ${points.join(' ')} ${width},${height}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
