import { defaultLimits } from '../defaults.js'
import { freshMemory, type GuardMemory } from '../memory.js'
import { tick } from '../tick.js'
import type { GuardDecision, GuardPlan, OutcomeRow, PresenceRow, TickInput } from '../types.js'

export const stage = (share: number, more: Partial<GuardPlan['stages'][number]> = {}) => ({
  share,
  bakeTimeMs: 60_000,
  minSamples: 100,
  advance: 'automatic' as const,
  ...more,
})

export function planOf(more: Partial<GuardPlan> = {}): GuardPlan {
  return {
    release: 'checkout-1',
    generation: 1,
    services: ['checkout'],
    stages: [stage(0.1), stage(0.5)],
    watchesSlow: true,
    limits: defaultLimits,
    before: { checkout: { requests: 60_000, errors: 300, slow: 300, crashes: 0 } },
    ...more,
  }
}

export function rowOf(more: Partial<OutcomeRow> = {}): OutcomeRow {
  return {
    service: 'checkout',
    stage: 0,
    treatment: counts(0),
    control: counts(0),
    erring: { treatment: [], control: [] },
    slow: { treatment: [], control: [] },
    seen: [1_000_001, 1_000_002, 1_000_003],
    erringInstances: [],
    slowInstances: [],
    ...more,
  }
}

export const counts = (requests: number, errors = 0, slow = 0) => ({ requests, errors, slow })

/** A second in which nobody errs. */
export const wellRow = (more: Partial<OutcomeRow> = {}) =>
  rowOf({ treatment: counts(100), control: counts(100), ...more })

/** A second in which these subjects err, on two instances. */
export const erringRow = (treatment: number[], control: number[] = [], more: Partial<OutcomeRow> = {}) =>
  rowOf({
    treatment: counts(100, treatment.length),
    control: counts(100, control.length),
    erring: { treatment, control },
    erringInstances: treatment.length > 0 ? ['a', 'b'] : [],
    ...more,
  })

export const fourThere = (more: Partial<PresenceRow> = {}): PresenceRow => ({
  service: 'checkout',
  connected: 4,
  minuteAgo: 4,
  returned: 4,
  servedTreatment: 4,
  ...more,
})

export const inputOf = (now: number, more: Partial<TickInput> = {}): TickInput => ({
  now,
  stage: 0,
  restarted: false,
  holds: [],
  outcomes: [],
  presence: [fourThere()],
  crashes: [],
  breakers: [],
  checks: [],
  ...more,
})

/** `count` subjects that nobody else has. */
export function subjects(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, at) => from + at)
}

/** A run with a clock that only moves by hand. */
export class GuardedRun {
  readonly plan: GuardPlan
  memory: GuardMemory
  now = 1_000_000
  stage = 0

  constructor(more: Partial<GuardPlan> = {}) {
    this.plan = planOf(more)
    this.memory = freshMemory(this.plan, this.now)
  }

  /** A second later. */
  second(more: Partial<TickInput> = {}): GuardDecision {
    return this.after(1000, more)
  }

  after(ms: number, more: Partial<TickInput> = {}): GuardDecision {
    this.now += ms
    const ticked = tick(this.plan, this.memory, inputOf(this.now, { stage: this.stage, ...more }))
    this.memory = ticked.memory
    return ticked.decision
  }

  /** So many seconds that are all alike; answers what was decided last. */
  seconds(count: number, more: Partial<TickInput> = {}): GuardDecision {
    let decision = this.second(more)
    for (let left = count - 1; left > 0; left--) decision = this.second(more)
    return decision
  }
}
