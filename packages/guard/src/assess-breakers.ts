import type { GuardMemory } from './memory.js'
import type { Assessment, GuardPlan } from './types.js'

export const BREAKER_WINDOW_MS = 60_000

/** A lone trip fails only a service of which it is known that it has no second instance. */
const UNKNOWN_INSTANCES = 2

/** Instances that took a flag down by themselves, on what they saw: two of a service, or its only one, are enough. */
export function assessBreakers(plan: GuardPlan, memory: GuardMemory): Assessment | undefined {
  if ((plan.stages[memory.stage]?.share ?? 0) <= 0) return undefined
  for (const name of plan.services) {
    const tripped = new Set(
      memory.breakers.filter(({ service }) => service === name).map(({ instance }) => instance),
    ).size
    if (tripped === 0) continue
    const connected = memory.services[name]?.presence?.connected ?? UNKNOWN_INSTANCES
    if (tripped < Math.min(2, Math.max(1, connected))) continue
    return {
      check: 'breakers',
      outcome: 'fail',
      because: `${name}: ${tripped} of ${Math.max(connected, tripped)} instances tripped their breaker within 60 s.`,
      evidence: { service: name, tripped, connected },
    }
  }
  return undefined
}
