import { NO_CONTROL_SHARE } from './defaults.js'
import { type GuardMemory, noCounts, type ServiceMemory } from './memory.js'
import { inShare, people } from './sentences.js'
import type { ArmCounts, Assessment, GuardPlan, OutcomeRow } from './types.js'

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
    const service = memory.services[name]
    const rows = memory.recent.filter(({ row }) => row.service === name).map(({ row }) => row)
    const found = service && isBroken(service, rows, share)
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

function isBroken(service: ServiceMemory, rows: readonly OutcomeRow[], share: number) {
  const treatment = total(rows, 'treatment')
  if (treatment.requests < REQUESTS) return undefined
  const rate = treatment.errors / treatment.requests
  const control = controlRate(service, rows, share)
  const subjects = new Set(rows.flatMap((row) => row.erring.treatment)).size
  const isHard =
    rate >= TREATMENT_RATE &&
    control < CONTROL_RATE &&
    subjects >= Math.max(1, Math.min(SUBJECTS, service.seen.size))
  return isHard ? { requests: treatment.requests, rate, control, subjects } : undefined
}

function controlRate(service: ServiceMemory, rows: readonly OutcomeRow[], share: number): number {
  const control = total(rows, 'control')
  if (control.requests > 0 && share < 1) return control.errors / control.requests
  // A service whose own past is not known cannot be told from one that was broken before.
  if (share >= NO_CONTROL_SHARE) return service.baseline?.errors ?? 1
  const before = service.stages.findLast((stage) => stage && stage.control.requests > 0)?.control
  return before ? before.errors / before.requests : 1
}

function total(rows: readonly OutcomeRow[], arm: 'treatment' | 'control'): ArmCounts {
  return rows.reduce(
    (sum, row) => ({
      requests: sum.requests + row[arm].requests,
      errors: sum.errors + row[arm].errors,
      slow: sum.slow + row[arm].slow,
    }),
    noCounts,
  )
}
