import type { GuardMemory } from './memory.js'
import { seconds } from './sentences.js'
import type { Assessment, GuardDecision, GuardPlan, HoldReason, TickInput } from './types.js'

/**
 * What to do, from what each question answered: kill before hold before advance. Pure, so that the same rows give the
 * same decision to the bit.
 */
export function decide(
  plan: GuardPlan,
  memory: GuardMemory,
  input: TickInput,
  assessments: readonly Assessment[],
): GuardDecision {
  const failed = assessments.find((assessment) => assessment.outcome === 'fail')
  const holds = holdsOf(memory, input, assessments)
  if (failed) return { action: 'kill', because: failed.because, holds, assessments }
  if (holds.length > 0) {
    return { action: 'hold', because: becauseOfHold(memory, assessments, holds), holds, assessments }
  }
  return { ...forward(plan, memory, assessments), holds, assessments }
}

function holdsOf(memory: GuardMemory, input: TickInput, assessments: readonly Assessment[]): HoldReason[] {
  const reasons = new Set<HoldReason>(input.holds)
  if (memory.unverified) reasons.add('verify-after-restart')
  for (const { outcome, hold = 'evidence' } of assessments) if (outcome === 'hold') reasons.add(hold)
  return [...reasons].sort()
}

function becauseOfHold(
  memory: GuardMemory,
  assessments: readonly Assessment[],
  holds: readonly HoldReason[],
): string {
  const held = assessments.find(({ outcome }) => outcome === 'hold')
  if (held) return held.because
  if (memory.unverified) {
    return `The guard has started again and waits for a fresh report of ${memory.unverified.join(', ')}.`
  }
  return `Held: ${holds.join(', ')}.`
}

function forward(
  plan: GuardPlan,
  memory: GuardMemory,
  assessments: readonly Assessment[],
): Pick<GuardDecision, 'action' | 'because'> {
  const stage = plan.stages[memory.stage]
  if (!stage) return { action: 'none', because: 'The release is in no stage.' }
  const waiting = assessments.find(({ outcome }) => outcome === 'inconclusive')
  if (waiting) return { action: 'none', because: waiting.because }
  const left = stage.bakeTimeMs - memory.bakedMs
  if (left > 0) {
    return { action: 'none', because: `Every check passes; ${seconds(left)} of bake time are left.` }
  }
  if (stage.advance === 'manual') {
    return { action: 'none', because: 'Every check passes and the bake time is over: it waits for a person.' }
  }
  const isLast = memory.stage === plan.stages.length - 1
  return isLast
    ? { action: 'complete', because: 'Every check passes and the last bake time is over.' }
    : { action: 'advance', because: 'Every check passes and the bake time is over.' }
}
