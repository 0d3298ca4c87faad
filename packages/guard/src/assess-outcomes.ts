import { assessFastKill } from './assess-fast-kill.js'
import { NO_CONTROL_SHARE, RECENT_MS, SUBJECTS_PER_RUN } from './defaults.js'
import { type GuardMemory, type Kind, kinds, noCounts, type ServiceMemory } from './memory.js'
import { recentRows, total } from './recent.js'
import { decimal, inShare, oneIn, people, seconds } from './sentences.js'
import { SILENT_MS, silentServices } from './silent-services.js'
import { logEvidence, logMeanEvidence, NO_EVIDENCE } from './stats/e-process.js'
import { countSubjects } from './subject-set.js'
import type { Assessment, GuardPlan } from './types.js'

/** A kill by evidence needs as many erring subjects of one service. */
const SUBJECT_FLOOR = 3
/** ... on as many of its instances, where it has them. */
const INSTANCE_FLOOR = 2
/** Against a frozen baseline the rate itself must also lie above it, by this factor. */
const BASELINE_FACTOR = 1.5

const tooMany = `${decimal(SUBJECTS_PER_RUN)} subjects have erred in this run, and no more are told apart: a person has to say how it goes on.`

/** Lane A: what the SDKs counted, new path against old path, all services of the release as one test. */
export function assessOutcomes(plan: GuardPlan, memory: GuardMemory, now: number): Assessment {
  const share = plan.stages[memory.stage]?.share ?? 0
  if (share <= 0) {
    return answer('pass', 'Nobody is in the new variant yet: there is nothing to compare.', { share })
  }
  const fast = assessFastKill(plan, memory, now)
  if (fast) return fast
  const worst = worstOf(plan, memory)
  if (!worst) return answer('inconclusive', 'The release names no service to watch.', { share })
  const logE = logMeanEvidence(
    plan.services.flatMap((name) => watched(plan).map((kind) => evidenceOf(memory, name, kind))),
  )
  const evidence = {
    share,
    logE,
    killAt: -Math.log(plan.limits.killAlpha),
    holdAt: -Math.log(plan.limits.holdAlpha),
    warnAt: -Math.log(plan.limits.warnAlpha),
    service: worst.name,
    kind: worst.kind,
    erringInTreatment: worst.service.erringInTreatment[worst.kind],
    erringInControl: erringInControl(worst),
    erringInstances: worst.service.instances[worst.kind].size,
  }
  const told = () => tell(worst, share, logE)
  if (logE >= evidence.killAt) {
    const missing = missingFloor(memory, worst, share, now)
    return missing
      ? answer('hold', `${told()} ${missing}`, evidence)
      : answer('fail', `${told()} One in ${oneIn(plan.limits.killAlpha)} is the limit to kill.`, evidence)
  }
  if (logE >= evidence.holdAt) {
    return answer('hold', `${told()} It holds from one in ${oneIn(plan.limits.holdAlpha)}.`, evidence)
  }
  if (memory.isFull) return answer('inconclusive', tooMany, evidence)
  const lacking = lackingSamples(plan, memory)
  if (lacking) return answer('inconclusive', lacking, evidence)
  const silent = silentServices(plan, memory, now)
  if (silent.length > 0) {
    const because = `Nothing was heard of requests of ${silent.join(', ')} for ${seconds(SILENT_MS)}: it waits for them.`
    return answer('inconclusive', because, evidence)
  }
  if (logE >= evidence.warnAt) {
    return answer(
      'inconclusive',
      `${told()} That is too much to go on with, and too little to hold.`,
      evidence,
    )
  }
  return answer('pass', 'The new variant errs no more than the previous one.', evidence)
}

interface Worst {
  name: string
  kind: Kind
  service: ServiceMemory
}

function watched(plan: GuardPlan): readonly Kind[] {
  return plan.watchesSlow ? kinds : ['errors']
}

function evidenceOf(memory: GuardMemory, name: string, kind: Kind) {
  return memory.services[name]?.evidence[kind] ?? NO_EVIDENCE
}

function worstOf(plan: GuardPlan, memory: GuardMemory): Worst | undefined {
  const all = plan.services.flatMap((name) =>
    watched(plan).flatMap((kind) => {
      const service = memory.services[name]
      return service ? [{ name, kind, service, logE: logEvidence(service.evidence[kind]) }] : []
    }),
  )
  const [first, ...others] = all
  if (!first) return undefined
  return others.reduce((worst, next) => (next.logE > worst.logE ? next : worst), first)
}

function missingFloor(memory: GuardMemory, worst: Worst, share: number, now: number): string | undefined {
  const { service, kind, name } = worst
  const subjects = service.erringInTreatment[kind]
  if (subjects < SUBJECT_FLOOR) {
    return `It comes from ${people(subjects)} alone, and a kill needs ${SUBJECT_FLOOR}.`
  }
  // Where it is not known how many instances there are, there may be another one that is well.
  const connected = service.presence?.connected ?? INSTANCE_FLOOR
  if (service.instances[kind].size < Math.min(INSTANCE_FLOOR, Math.max(1, connected))) {
    return `It comes from one of ${connected} instances of ${name} alone.`
  }
  if (share < NO_CONTROL_SHARE) return undefined
  const baseline = service.baseline?.[kind]
  if (baseline === undefined) return `Nothing is known of how ${name} did before (no concurrent control).`
  const rate = highestRate(memory, worst, now)
  return rate >= BASELINE_FACTOR * baseline
    ? undefined
    : `The rate itself, ${inShare(rate)}, is below ${inShare(BASELINE_FACTOR * baseline)} (no concurrent control).`
}

/** Of the stage, or of the last minute: what breaks after an hour of health is not excused by that hour. */
function highestRate(memory: GuardMemory, { name, kind, service }: Worst, now: number): number {
  const stage = service.stages[memory.stage]?.treatment ?? noCounts
  const minute = total(recentRows(memory, name, now, RECENT_MS), 'treatment')
  return Math.max(...[stage, minute].map((counts) => counts[kind] / Math.max(1, counts.requests)))
}

function lackingSamples(plan: GuardPlan, memory: GuardMemory): string | undefined {
  const stage = plan.stages[memory.stage]
  if (!stage) return undefined
  const arms =
    stage.share >= NO_CONTROL_SHARE ? (['treatment'] as const) : (['treatment', 'control'] as const)
  for (const name of plan.services) {
    for (const arm of arms) {
      const requests = memory.services[name]?.stages[memory.stage]?.[arm].requests ?? 0
      if (requests >= Math.max(1, stage.minSamples)) continue
      const variant = arm === 'treatment' ? 'new' : 'previous'
      return `${name} has had ${requests} of ${Math.max(1, stage.minSamples)} requests in the ${variant} variant.`
    }
  }
  return undefined
}

function erringInControl({ kind, service }: Worst): number {
  return countSubjects(service.counted[kind]) - service.erringInTreatment[kind]
}

function tell({ name, kind, service }: Worst, share: number, logE: number): string {
  const treatment = service.erringInTreatment[kind]
  const verb = kind === 'errors' ? 'erred' : 'were slow'
  const odds = `By chance that is one in ${decimal(Math.exp(Math.min(logE, 30)))}.`
  if (share >= NO_CONTROL_SHARE) {
    return `${name}: ${people(treatment)} ${verb} in the new variant, where nearly all are (no concurrent control). ${odds}`
  }
  return `${name}: ${people(treatment)} ${verb} in the new variant, which ${inShare(share)} get, and ${erringInControl({ name, kind, service })} in the previous one. ${odds}`
}

function answer(
  outcome: Assessment['outcome'],
  because: string,
  evidence: Assessment['evidence'],
): Assessment {
  return { check: 'sdk-outcomes', outcome, because, evidence }
}
