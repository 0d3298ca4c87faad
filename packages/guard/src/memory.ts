import { type EProcess, NO_EVIDENCE } from './stats/e-process.js'
import { noSubjects, type SubjectSet } from './subject-set.js'
import type { ArmCounts, CrashRow, GuardPlan, OutcomeRow, PresenceRow } from './types.js'

/** What is tested of a service. */
export const kinds = ['errors', 'slow'] as const
export type Kind = (typeof kinds)[number]

export interface ServiceMemory {
  readonly evidence: Readonly<Record<Kind, EProcess>>
  /** Subjects that have been counted, by kind: nobody counts twice in a run. */
  readonly counted: Readonly<Record<Kind, SubjectSet>>
  /** Of them, those in treatment. */
  readonly erringInTreatment: Readonly<Record<Kind, number>>
  /** Instances that had such a subject in treatment. */
  readonly instances: Readonly<Record<Kind, ReadonlySet<string>>>
  /** Up to three subjects of treatment. */
  readonly seen: ReadonlySet<number>
  /** Raw counts by stage. */
  readonly stages: readonly StageCounts[]
  /** The rate that is no news once there is no control: frozen when such a stage begins. */
  readonly baseline: Readonly<Record<Kind, number>> | undefined
  readonly presence: PresenceRow | undefined
}

export interface StageCounts {
  readonly treatment: ArmCounts
  readonly control: ArmCounts
}

/**
 * What the guard remembers of a run: a fold of all its inputs since the start of the generation, so that a restart
 * builds it again and loses nothing. Never changed in place.
 */
export interface GuardMemory {
  readonly services: Readonly<Record<string, ServiceMemory>>
  /** Subjects told apart so far, all services and kinds together. */
  readonly subjects: number
  /** A report did not fit any more: nobody further is told apart, in either arm. */
  readonly isFull: boolean
  readonly stage: number
  readonly startedAt: number
  /** Healthy time in this stage. */
  readonly bakedMs: number
  /** The latest time that a tick had: a clock that went back adds no bake time until it is there again. */
  readonly lastTickAt: number | undefined
  /** The outcomes of the last minute. */
  readonly recent: readonly { readonly at: number; readonly row: OutcomeRow }[]
  readonly crashes: readonly { readonly at: number; readonly row: CrashRow }[]
  readonly breakers: readonly { readonly at: number; readonly service: string; readonly instance: string }[]
  /** Services of which nothing was heard since the restart; undefined: there was none, or all is verified. */
  readonly unverified: readonly string[] | undefined
}

/**
 * Moves on with each change of what inputs are folded into: what was remembered by another version is not taken up,
 * but folded again.
 */
export const MEMORY_VERSION = 1

export const noCounts: ArmCounts = { requests: 0, errors: 0, slow: 0 }

const freshService: ServiceMemory = {
  evidence: { errors: NO_EVIDENCE, slow: NO_EVIDENCE },
  counted: { errors: noSubjects, slow: noSubjects },
  erringInTreatment: { errors: 0, slow: 0 },
  instances: { errors: new Set(), slow: new Set() },
  seen: new Set(),
  stages: [],
  baseline: undefined,
  presence: undefined,
}

/** Nothing has been seen of a run that begins at `now`. */
export function freshMemory(plan: GuardPlan, now: number): GuardMemory {
  return {
    services: Object.fromEntries(plan.services.map((service) => [service, freshService])),
    subjects: 0,
    isFull: false,
    stage: 0,
    startedAt: now,
    bakedMs: 0,
    lastTickAt: undefined,
    recent: [],
    crashes: [],
    breakers: [],
    unverified: undefined,
  }
}
