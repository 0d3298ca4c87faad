import { NO_CONTROL_SHARE, RECENT_MS } from './defaults.js'
import type { GuardMemory, ServiceMemory } from './memory.js'
import { recentRows, total } from './recent.js'
import { inShare, people } from './sentences.js'
import type { Assessment, GuardPlan, OutcomeRow } from './types.js'

/** What "just now" is for a break that is seen at once. */
const WINDOW_MS = 10_000
const REQUESTS = 20
const TREATMENT_RATE = 0.5
const CONTROL_RATE = 0.1
const SUBJECTS = 3

/**
 * What breaks hard is seen at once, without statistics: within ten seconds at least half of twenty requests fail in
 * the new variant while the previous one is well. It exists for few subjects, where the test's power is bounded.
 */
export function assessFastKill(plan: GuardPlan, memory: GuardMemory, now: number): Assessment | undefined {
  const share = plan.stages[memory.stage]?.share ?? 0
  for (const name of plan.services) {
    const found = isBroken(plan, memory, name, now)
    if (found) {
      return {
        check: 'sdk-outcomes',
        outcome: 'fail',
        because: `${name}: ${inShare(found.rate)} of ${found.requests} requests failed in the new variant within the last 10 s, for ${people(found.subjects)}; ${inShare(found.control)} in the previous one.`,
        evidence: { share, service: name, kind: 'errors', at: now, ...found },
      }
    }
  }
  return undefined
}

function isBroken(plan: GuardPlan, memory: GuardMemory, name: string, now: number) {
  const service = memory.services[name]
  const rows = recentRows(memory, name, now, WINDOW_MS)
  const treatment = total(rows, 'treatment')
  if (treatment.requests < REQUESTS) return undefined
  const rate = treatment.errors / treatment.requests
  if (!service || rate < TREATMENT_RATE) return undefined
  const control = controlRate(plan, name, service, rows, plan.stages[memory.stage]?.share ?? 0)
  const subjects = newlyErring(memory, name, rows, now)
  return control < CONTROL_RATE && subjects >= Math.max(1, Math.min(SUBJECTS, service.seen.size))
    ? { requests: treatment.requests, rate, control, subjects }
    : undefined
}

/**
 * A subject that had erred in the minute before is no sign of a break: one that fails at every request can be half of
 * the traffic of a small share.
 */
function newlyErring(memory: GuardMemory, name: string, rows: readonly OutcomeRow[], now: number): number {
  const before = recentRows(memory, name, now, RECENT_MS).filter((row) => !rows.includes(row))
  const known = new Set(before.flatMap((row) => row.erring.treatment))
  return new Set(rows.flatMap((row) => row.erring.treatment).filter((bucket) => !known.has(bucket))).size
}

/** How the previous variant does now, or else did last; of a service of which neither is known, the frozen rate. */
function controlRate(
  plan: GuardPlan,
  name: string,
  service: ServiceMemory,
  rows: readonly OutcomeRow[],
  share: number,
): number {
  const control = total(rows, 'control')
  if (control.requests > 0) return control.errors / control.requests
  if (share >= NO_CONTROL_SHARE && service.baseline) return service.baseline.errors
  const before =
    service.stages.findLast((stage) => stage && stage.control.requests > 0)?.control ?? plan.before[name]
  // Nobody can tell a service of which nothing is known from one that was broken before.
  return before && before.requests > 0 ? before.errors / before.requests : 1
}
