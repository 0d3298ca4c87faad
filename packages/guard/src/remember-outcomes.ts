import { NO_CONTROL_SHARE, SUBJECTS_PER_RUN } from './defaults.js'
import { type GuardMemory, type Kind, kinds, noCounts, type ServiceMemory } from './memory.js'
import { addAgainstBaseline, addSubjects, type EProcess } from './stats/e-process.js'
import { hasSubject, type SubjectSet, withSubjects } from './subject-set.js'
import type { ArmCounts, GuardPlan, OutcomeRow } from './types.js'

/** As many subjects of treatment are asked for before a break is believed. */
const SEEN = 3

/**
 * Adds what one service told of one second. A subject counts the first time that it errs in the run, and falls into
 * the arm that its bucket had then.
 */
export function rememberOutcomes(plan: GuardPlan, before: GuardMemory, row: OutcomeRow): GuardMemory {
  return kinds.reduce((memory, kind) => withKind(plan, memory, kind, row), withCounts(before, row))
}

function withKind(plan: GuardPlan, memory: GuardMemory, kind: Kind, row: OutcomeRow): GuardMemory {
  const share = plan.stages[row.stage]?.share ?? 0
  const service = memory.services[row.service]
  // Requests without their errors would look like health.
  if (!service || memory.isFull) return memory
  const named = kind === 'errors' ? row.erring : row.slow
  // Most seconds: nothing to add, and nothing that requests alone would say.
  if (share < NO_CONTROL_SHARE && named.treatment.length + named.control.length === 0) return memory
  const fresh = freshSubjects(service.counted[kind], named)
  const subjects = memory.subjects + fresh.all.length
  // All of a report or nothing, and then nothing for good: a part of it could favour one arm.
  if (subjects > SUBJECTS_PER_RUN) return { ...memory, isFull: true }
  const next: ServiceMemory = {
    ...service,
    evidence: { ...service.evidence, [kind]: evidenceOf(plan, service, kind, share, fresh, row) },
    counted: { ...service.counted, [kind]: withSubjects(service.counted[kind], fresh.all) },
    erringInTreatment: {
      ...service.erringInTreatment,
      [kind]: service.erringInTreatment[kind] + fresh.treatment,
    },
  }
  return { ...memory, subjects, services: { ...memory.services, [row.service]: next } }
}

interface FreshSubjects {
  readonly all: readonly number[]
  readonly treatment: number
  readonly control: number
}

function freshSubjects(counted: SubjectSet, { treatment, control }: OutcomeRow['erring']): FreshSubjects {
  const all = new Set<number>()
  for (const bucket of treatment) if (!hasSubject(counted, bucket)) all.add(bucket)
  const inTreatment = all.size
  for (const bucket of control) if (!hasSubject(counted, bucket)) all.add(bucket)
  return { all: [...all], treatment: inTreatment, control: all.size - inTreatment }
}

function evidenceOf(
  plan: GuardPlan,
  service: ServiceMemory,
  kind: Kind,
  share: number,
  fresh: FreshSubjects,
  row: OutcomeRow,
): EProcess {
  const evidence = service.evidence[kind]
  if (share <= 0) return evidence
  if (share < NO_CONTROL_SHARE) return addSubjects(evidence, share, fresh.treatment, fresh.control)
  if (!service.baseline) return evidence
  // A peak of traffic makes everything slower: without a control it would look like the new variant's doing.
  if (kind === 'slow' && plan.slowIsMeasured === true) return evidence
  return addAgainstBaseline(evidence, service.baseline[kind], fresh.treatment, row.treatment.requests)
}

function withCounts(memory: GuardMemory, row: OutcomeRow): GuardMemory {
  const service = memory.services[row.service]
  if (!service) return memory
  const stages = [...service.stages]
  const before = stages[row.stage]
  stages[row.stage] = {
    treatment: sum(before?.treatment ?? noCounts, row.treatment),
    control: sum(before?.control ?? noCounts, row.control),
  }
  const next: ServiceMemory = {
    ...service,
    stages,
    seen: service.seen.size >= SEEN ? service.seen : firstOf(new Set([...service.seen, ...row.seen])),
    instances: {
      errors: withAll(service.instances.errors, row.erringInstances),
      slow: withAll(service.instances.slow, row.slowInstances),
    },
  }
  return { ...memory, services: { ...memory.services, [row.service]: next } }
}

function firstOf(seen: ReadonlySet<number>): ReadonlySet<number> {
  return seen.size <= SEEN ? seen : new Set([...seen].slice(0, SEEN))
}

function withAll(known: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return ids.every((id) => known.has(id)) ? known : new Set([...known, ...ids])
}

export function sum(a: ArmCounts, b: ArmCounts): ArmCounts {
  return { requests: a.requests + b.requests, errors: a.errors + b.errors, slow: a.slow + b.slow }
}
