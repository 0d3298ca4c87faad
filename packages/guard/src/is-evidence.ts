import type { ArmCounts, GuardPlan, OutcomeRow } from './types.js'

/** A row of a service or stage that the plan does not have, or with counts that cannot be, is no evidence. */
export function isEvidence(plan: GuardPlan, row: OutcomeRow): boolean {
  return (
    plan.services.includes(row.service) &&
    plan.stages[row.stage] !== undefined &&
    isPossible(row.treatment) &&
    isPossible(row.control)
  )
}

function isPossible({ requests, errors, slow }: ArmCounts): boolean {
  return isCount(requests) && isCount(errors) && isCount(slow)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
