import type { Kind, ServiceMemory } from './memory.js'
import { wilsonUpper, Z_99 } from './stats/wilson.js'
import type { GuardPlan } from './types.js'

/**
 * The rate of errors that is no news where everybody is in treatment: twice the larger of the declared floor and what
 * the last control, or else the minutes before the start, may have had at most (99 %).
 */
export function freezeBaseline(plan: GuardPlan, name: string, service: ServiceMemory): Record<Kind, number> {
  const known = lastControl(service) ?? plan.before[name]
  const rate = (failures: number) => {
    const bound = known && known.requests > 0 ? wilsonUpper(failures, known.requests, Z_99) : 0
    return Math.min(1, 2 * Math.max(plan.limits.baselineFloor, bound))
  }
  return { errors: rate(known?.errors ?? 0), slow: rate(known?.slow ?? 0) }
}

function lastControl(service: ServiceMemory) {
  return service.stages.findLast((stage) => stage && stage.control.requests >= 100)?.control
}
