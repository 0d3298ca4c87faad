import { NO_CONTROL_SHARE, SUBJECTS_PER_RUN } from './defaults.js'
import { type GuardMemory, type Kind, kinds, noCounts, type ServiceMemory } from './memory.js'
import { addAgainstBaseline, addSubjects } from './stats/e-process.js'
import type { ArmCounts, GuardPlan, OutcomeRow } from './types.js'

/**
 * Adds what one service told of one second. A subject counts the first time that it errs in the run, and falls into
 * the arm that its bucket had then; a row of a service or stage that the plan does not have is no evidence.
 */
export function rememberOutcomes(plan: GuardPlan, memory: GuardMemory, row: OutcomeRow): GuardMemory {
  const service = memory.services[row.service]
  const stage = plan.stages[row.stage]
  if (!service || !stage) return memory
  let subjects = memory.subjects
  let next = withCounts(service, row)
  for (const kind of kinds) {
    const fresh = freshSubjects(next, kind, row, SUBJECTS_PER_RUN - subjects)
    subjects += fresh.all.length
    next = withSubjects(next, kind, fresh, stage.share, row)
  }
  return { ...memory, subjects, services: { ...memory.services, [row.service]: next } }
}

interface FreshSubjects {
  all: number[]
  treatment: number
  control: number
}

function freshSubjects(service: ServiceMemory, kind: Kind, row: OutcomeRow, room: number): FreshSubjects {
  const { treatment, control } = kind === 'errors' ? row.erring : row.slow
  const counted = service.counted[kind]
  const fresh: FreshSubjects = { all: [], treatment: 0, control: 0 }
  const known = new Set<number>()
  // One of each arm in turn: what no longer fits in a full set is missing from both alike.
  for (let at = 0; at < Math.max(treatment.length, control.length); at++) {
    for (const arm of ['treatment', 'control'] as const) {
      const bucket = (arm === 'treatment' ? treatment : control)[at]
      if (bucket === undefined || counted.has(bucket) || known.has(bucket)) continue
      if (fresh.all.length >= room) return fresh
      known.add(bucket)
      fresh.all.push(bucket)
      fresh[arm]++
    }
  }
  return fresh
}

function withSubjects(
  service: ServiceMemory,
  kind: Kind,
  fresh: FreshSubjects,
  share: number,
  row: OutcomeRow,
): ServiceMemory {
  const evidence = withEvidence(service, kind, fresh, share, row)
  if (fresh.all.length === 0 && evidence === service.evidence[kind]) return service
  return {
    ...service,
    evidence: { ...service.evidence, [kind]: evidence },
    counted:
      fresh.all.length === 0
        ? service.counted
        : { ...service.counted, [kind]: new Set([...service.counted[kind], ...fresh.all]) },
    erringInTreatment: {
      ...service.erringInTreatment,
      [kind]: service.erringInTreatment[kind] + fresh.treatment,
    },
  }
}

function withEvidence(
  service: ServiceMemory,
  kind: Kind,
  fresh: FreshSubjects,
  share: number,
  row: OutcomeRow,
): ServiceMemory['evidence'][Kind] {
  const evidence = service.evidence[kind]
  if (share <= 0) return evidence
  if (share < NO_CONTROL_SHARE) return addSubjects(evidence, share, fresh.treatment, fresh.control)
  if (!service.baseline) return evidence
  return addAgainstBaseline(evidence, service.baseline[kind], fresh.treatment, row.treatment.requests)
}

function withCounts(service: ServiceMemory, row: OutcomeRow): ServiceMemory {
  const stages = [...service.stages]
  const before = stages[row.stage]
  stages[row.stage] = {
    treatment: sum(before?.treatment ?? noCounts, row.treatment),
    control: sum(before?.control ?? noCounts, row.control),
  }
  const seen = service.seen.size >= 3 ? service.seen : new Set([...service.seen, ...row.seen].slice(0, 3))
  const erringInstances = row.erringInstances.every((id) => service.erringInstances.has(id))
    ? service.erringInstances
    : new Set([...service.erringInstances, ...row.erringInstances])
  return { ...service, stages, seen, erringInstances }
}

function sum(a: ArmCounts, b: ArmCounts): ArmCounts {
  return { requests: a.requests + b.requests, errors: a.errors + b.errors, slow: a.slow + b.slow }
}
