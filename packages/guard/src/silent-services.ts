import type { GuardMemory } from './memory.js'
import { recentRows } from './recent.js'
import type { GuardPlan } from './types.js'

/** A service that has told of no request for so long is silent. */
export const SILENT_MS = 15_000

/**
 * Services of which nothing is known just now, however much they told before: one that is down errs no more, and what
 * it does not say is no sign of health. None before anybody is in the new variant.
 */
export function silentServices(plan: GuardPlan, memory: GuardMemory, now: number): readonly string[] {
  if ((plan.stages[memory.stage]?.share ?? 0) <= 0) return []
  return plan.services.filter((name) =>
    recentRows(memory, name, now, SILENT_MS).every(
      ({ treatment, control }) => treatment.requests + control.requests === 0,
    ),
  )
}
