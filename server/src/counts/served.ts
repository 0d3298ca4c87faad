import type { CountPoint } from './recent-counts.js'

/** Evaluations of one variant (null: the caller's default), a count for each minute. */
export interface ServedVariant {
  variant: string | null
  counts: number[]
}

const minuteMs = 60_000

/** Counts by the minute as a row for each variant, whatever the reason. */
export function servedVariants(
  points: readonly Omit<CountPoint, 'flag' | 'reason'>[],
  from: number,
  minutes: number,
): ServedVariant[] {
  const rows = new Map<string | null, number[]>()
  for (const { variant, at, count } of points) {
    const counts = rows.get(variant) ?? Array.from({ length: minutes }, () => 0)
    rows.set(variant, counts)
    const minute = Math.floor((at - from) / minuteMs)
    if (minute >= 0 && minute < minutes) counts[minute] = (counts[minute] ?? 0) + count
  }
  return [...rows].map(([variant, counts]) => ({ variant, counts }))
}
