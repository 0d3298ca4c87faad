import type { ReleaseHoldReason } from '@ripcord/model'

/** Which of the two variants of a release's own split a subject is served. */
export type Arm = 'treatment' | 'control'

/** What a release asks for, as the guard sees it: fixed for one generation. */
export interface GuardPlan {
  readonly release: string
  readonly generation: number
  /** Names of the services whose outcomes are watched, at least one. */
  readonly services: readonly string[]
  readonly stages: readonly GuardStage[]
  /** Whether requests that are slow are tested as well as errors: a threshold is known for them. */
  readonly watchesSlow: boolean
  /** Whether nobody has named that threshold: then it counts beside a control alone. */
  readonly slowIsMeasured?: boolean
  readonly limits: GuardLimits
  /** Rates per request that were measured before the start, by service. */
  readonly before: Readonly<Record<string, RateBefore>>
}

export interface GuardStage {
  /** θ, in [0, 1]: the configured share of subjects in treatment. */
  readonly share: number
  /** How long the stage must be healthy before the release goes on. */
  readonly bakeTimeMs: number
  /** Requests that each arm of each service must have had in this stage. */
  readonly minSamples: number
  /** Who goes on to the next stage: the guard, or a person. */
  readonly advance: 'automatic' | 'manual'
}

/** The chances, each for the lifetime of a run, of a false kill, hold and warning, and the floors. */
export interface GuardLimits {
  readonly killAlpha: number
  readonly holdAlpha: number
  readonly warnAlpha: number
  /** Declared floor of a frozen baseline: errors (and slow requests) per request that are never news. */
  readonly baselineFloor: number
}

/** Requests and failures of some minutes before the start. */
export interface RateBefore {
  readonly requests: number
  readonly errors: number
  readonly slow: number
  /** Crashes in the thirty minutes before the start: not before the stage, since crashes of an earlier stage are no excuse. */
  readonly crashes: number
}

/** Raw counts of one arm in one second. Shown, and asked by the floors; never tested. */
export interface ArmCounts {
  readonly requests: number
  readonly errors: number
  readonly slow: number
}

/**
 * What the instances of one service told within a second about one stage. The stage is the one in which the requests
 * were served, however late the report arrives: it says which share the arms had.
 */
export interface OutcomeRow {
  readonly service: string
  readonly stage: number
  readonly treatment: ArmCounts
  readonly control: ArmCounts
  /** Salted 32-bit buckets of subjects that erred, and of those that were slow. */
  readonly erring: Readonly<Record<Arm, readonly number[]>>
  readonly slow: Readonly<Record<Arm, readonly number[]>>
  /** Some subjects of treatment, erring or not: up to three, to know whether there are as many. */
  readonly seen: readonly number[]
  /** Instances with an error in treatment, and with a slow request in it. */
  readonly erringInstances: readonly string[]
  readonly slowInstances: readonly string[]
}

/** Who is there, of one service, as the stream's server sees it. */
export interface PresenceRow {
  readonly service: string
  readonly connected: number
  /** Of the instances that were connected a minute ago, how many there were, and how many are, or have a successor. */
  readonly minuteAgo: number
  readonly returned: number
  /** Instances that answered treatment within the last minute. */
  readonly servedTreatment: number
}

/** An instance that was lost without goodbye and whose process is known to be another one now. */
export interface CrashRow {
  readonly service: string
  readonly instance: string
  /** Whether it answered treatment in its last ten seconds. */
  readonly servedTreatment: boolean
  /** It died within its first minute, or before it had told anything of this run: what it died of is not known. */
  readonly unheard?: true
}

/** A breaker that an instance tripped by itself for a flag of the release. */
export interface BreakerRow {
  readonly service: string
  readonly instance: string
}

/** What another check or an alert said, already judged on its own terms. */
export interface CheckRow {
  readonly check: string
  readonly outcome: Outcome
  readonly because: string
  readonly evidence?: Assessment['evidence']
  /** By what it holds, where it holds: `evidence` where not said. */
  readonly hold?: 'no-data' | 'error'
  /** Epoch milliseconds since when it is bad, by whoever measured, where it fails. */
  readonly since?: number
}

/** Why a release may not go on: what it is held by, or that it is suspended until some time. */
export type HoldReason = ReleaseHoldReason | 'suspended'

/**
 * All that one tick may know, as one document: it is stored before it is decided on, so that a replay of the documents
 * gives the same decisions to the bit.
 */
export interface TickInput {
  /** Milliseconds, the database's time. */
  readonly now: number
  /** The stage that the release is in. */
  readonly stage: number
  /** The first tick of this process: what was held in memory was built again from earlier inputs. */
  readonly restarted: boolean
  /** Holds that come from outside of the evidence. */
  readonly holds: readonly HoldReason[]
  readonly outcomes: readonly OutcomeRow[]
  readonly presence: readonly PresenceRow[]
  readonly crashes: readonly CrashRow[]
  readonly breakers: readonly BreakerRow[]
  /** The checks beside the SDKs' outcomes that the release has, each with its present word. */
  readonly checks: readonly CheckRow[]
}

/** `inconclusive`: wait. */
export type Outcome = 'fail' | 'hold' | 'pass' | 'inconclusive'

/** One question's answer, with the sentence that a person reads and the figures that it rests on. */
export interface Assessment {
  readonly check: string
  readonly outcome: Outcome
  readonly because: string
  readonly evidence: Readonly<Record<string, number | string>>
  /** By what it holds, where it holds: `evidence` where not said. */
  readonly hold?: 'no-data' | 'error'
}

/** `complete`: the last stage has baked. */
export type Action = 'kill' | 'hold' | 'advance' | 'complete' | 'none'

export interface GuardDecision {
  readonly action: Action
  readonly because: string
  /** Every reason that holds the release now, those of the input among them. */
  readonly holds: readonly HoldReason[]
  readonly assessments: readonly Assessment[]
}
