/** One figure of a bench. A ratio says in `against` what it was measured against, in the same run. */
export interface BenchRow {
  name: string
  value: number
  unit: string
  /** What we want; null where there is no aim yet. */
  aim: number | null
  better: 'lower' | 'higher'
  against: string
}

export type Report = (row: BenchRow) => void

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper
}

export function meetsAim({ value, aim, better }: BenchRow): boolean {
  if (aim === null) return true
  return better === 'lower' ? value <= aim : value >= aim
}
