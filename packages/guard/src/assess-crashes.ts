import type { GuardMemory } from './memory.js'
import type { Assessment, GuardPlan } from './types.js'

/** How far back crashes are looked at. */
export const CRASH_WINDOW_MS = 300_000
const BEFORE_MS = 1_800_000
const CRASHES = 3
const CRASHES_OF_FEW = 2
const SHARE_OF_FEW = 0.2
const TIMES_AS_OFTEN = 3

/** The answer of the service that is worst off. */
export function assessCrashes(plan: GuardPlan, memory: GuardMemory, now: number): Assessment | undefined {
  if ((plan.stages[memory.stage]?.share ?? 0) <= 0) return undefined
  const answers = plan.services.flatMap((name) => assessService(plan, memory, now, name) ?? [])
  return worstFirst.flatMap((worst) => answers.filter(({ outcome }) => outcome === worst))[0]
}

const worstFirst = ['fail', 'hold', 'inconclusive'] as const

/**
 * Processes that died while they served the new variant. A lost link alone is no data: a balancer's restart cuts the
 * links of healthy processes, so the question is asked only while most of who was there is there, or has a successor.
 */
function assessService(
  plan: GuardPlan,
  memory: GuardMemory,
  now: number,
  name: string,
): Assessment | undefined {
  const presence = memory.services[name]?.presence
  const crashes = memory.crashes.filter(({ row }) => row.service === name).map(({ row }) => row)
  const inTreatment = crashes.filter((row) => row.servedTreatment).length
  // The last second of a process is in no report: it may have died of its first request in the new variant.
  const untold = crashes.length - inTreatment
  const served = presence?.servedTreatment ?? 0
  const isMany =
    inTreatment >= CRASHES ||
    (inTreatment >= CRASHES_OF_FEW && inTreatment > SHARE_OF_FEW * Math.max(served, inTreatment))
  const evidence = {
    service: name,
    crashes: inTreatment,
    crashesUntold: untold,
    crashesElsewhere: elsewhere(memory, plan),
    servedTreatment: served,
    before: plan.before[name]?.crashes ?? 0,
  }
  const minutes = Math.min(CRASH_WINDOW_MS, Math.max(60_000, now - memory.startedAt)) / 60_000
  const usual = TIMES_AS_OFTEN * (evidence.before / (BEFORE_MS / 60_000)) * minutes
  if (!isMany || inTreatment <= usual) {
    if (untold < CRASHES || untold <= usual) return undefined
    const because = `${name}: ${untold} instances crashed before they could tell whom they had served.`
    return answer('hold', because, evidence)
  }
  const said = `${name}: ${inTreatment} instances crashed after they had served the new variant`
  if (!presence) return answer('inconclusive', `${said}, but it is not known who is connected.`, evidence)
  if (presence.returned * 2 < presence.minuteAgo) {
    return answer(
      'inconclusive',
      `${said}, but more than half of all instances are gone: a lost link is no data.`,
      evidence,
    )
  }
  if (evidence.crashesElsewhere >= inTreatment) {
    return answer('inconclusive', `${said}, and as many that had not.`, evidence)
  }
  return answer('fail', `${said}.`, evidence)
}

/** Crashes of instances that had nothing to do with the new variant, as far as they are known to. */
function elsewhere(memory: GuardMemory, plan: GuardPlan): number {
  return memory.crashes.filter(
    ({ row }) => !(row.servedTreatment || row.unheard) || !plan.services.includes(row.service),
  ).length
}

function answer(
  outcome: Assessment['outcome'],
  because: string,
  evidence: Assessment['evidence'],
): Assessment {
  return { check: 'crashes', outcome, because, evidence }
}
