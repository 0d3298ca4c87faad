import { type GuardMemory, noCounts } from './memory.js'
import { sum } from './remember-outcomes.js'
import type { ArmCounts, OutcomeRow } from './types.js'

/** What one service told within the last `windowMs`. */
export function recentRows(
  memory: GuardMemory,
  service: string,
  now: number,
  windowMs: number,
): readonly OutcomeRow[] {
  return memory.recent
    .filter(({ at, row }) => row.service === service && at > now - windowMs)
    .map(({ row }) => row)
}

export function total(rows: readonly OutcomeRow[], arm: 'treatment' | 'control'): ArmCounts {
  return rows.reduce((counts, row) => sum(counts, row[arm]), noCounts)
}
