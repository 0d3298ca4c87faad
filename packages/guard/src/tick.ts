import { assessBreakers } from './assess-breakers.js'
import { assessCrashes } from './assess-crashes.js'
import { assessOutcomes } from './assess-outcomes.js'
import { decide } from './decide.js'
import { elapsedMs } from './elapsed.js'
import { holdBack } from './hold-back.js'
import type { GuardMemory } from './memory.js'
import { remember } from './remember.js'
import { silentServices } from './silent-services.js'
import type { Assessment, GuardDecision, GuardPlan, TickInput } from './types.js'

/**
 * One second of the guard. `memory` is a fold of every input since the generation began: whoever folds the stored
 * inputs again has the same memory and the same decisions, to the bit.
 */
export function tick(
  plan: GuardPlan,
  before: GuardMemory,
  input: TickInput,
): { memory: GuardMemory; decision: GuardDecision } {
  const memory = remember(plan, before, input)
  // What passed before the first tick of a stage was lived through in another one.
  const since = memory.stage === before.stage ? before.lastTickAt : undefined
  const baked = { ...memory, bakedMs: memory.bakedMs + elapsedMs(since, input.now) }
  const decision = decide(plan, baked, input, assess(plan, baked, input))
  // Only healthy time bakes: a second that ends in a hold, or of which a service tells nothing, is not lived through.
  const isHealthy = decision.holds.length === 0 && silentServices(plan, memory, input.now).length === 0
  return { memory: isHealthy ? baked : memory, decision }
}

function assess(plan: GuardPlan, memory: GuardMemory, input: TickInput): readonly Assessment[] {
  const counted = [
    assessOutcomes(plan, memory, input.now),
    assessCrashes(plan, memory, input.now),
    assessBreakers(plan, memory),
  ].filter((assessment) => assessment !== undefined)
  const checks = input.checks.map(({ since: _since, ...row }) => ({ ...row, evidence: row.evidence ?? {} }))
  return holdBack(input, plan.stages[memory.stage]?.share ?? 0, { counted, checks })
}
