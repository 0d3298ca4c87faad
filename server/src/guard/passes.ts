import type { Run } from './run.js'

/**
 * Whether a run has come to its last stage and is answered with a pass there by every question, so that whoever
 * completes it now completes what was measured.
 */
export function passes({ decision, plan }: Run): boolean {
  if (decision === undefined || decision.holds.length > 0) return false
  const { assessments } = decision
  const counted = assessments.find(({ check }) => check === 'sdk-outcomes')
  // Shares only grow: one of them says in which stage it was decided.
  const isLast = counted?.evidence.share === plan.stages.at(-1)?.share
  return isLast && assessments.every(({ outcome }) => outcome === 'pass')
}
