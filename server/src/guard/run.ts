import {
  type ArmCounts,
  type CheckRow,
  type CrashRow,
  freshMemory,
  type GuardDecision,
  type GuardMemory,
  type GuardPlan,
  type HoldReason,
  type TickInput,
  tick,
} from '@ripcord/guard'
import type { Json } from '@ripcord/model'
import type { ReleaseOutcomes } from '@ripcord/sync'
import type { GuardInput, InstanceRecord, RunRef } from '../storage/storage.js'
import { type ErrorKind, ErrorKinds } from './error-kinds.js'
import { OutcomeSums } from './outcome-sums.js'
import type { Present } from './presence.js'

const crashedAfterMs = 10_000
const servesMs = 60_000
/** One that crashed sooner may have died of its first request in the new variant, whatever it had told before. */
const grownUpMs = 60_000
/** Breakers that one second holds: two are enough to decide on. */
const mostBreakers = 64
/** Processes whose last report is remembered. */
const mostInstances = 50_000

/** What a tick is to know beside what the run has heard by itself. */
export interface Surroundings {
  /** The wall clock, epoch milliseconds. */
  now: number
  /** Milliseconds that pass evenly. */
  monotonic: number
  stage: number
  holds: readonly HoldReason[]
  present: Present
  /** What is known of it beside what SDKs report. */
  checks: readonly CheckRow[]
}

/** What is stored of a second: what is decided on, and what is only told. */
type StoredInput = TickInput & { kinds?: readonly ErrorKind[]; unassigned?: number }

/** All that is a fold of the stored inputs: with it, those up to `sequence` need not be folded again. */
export interface RunState {
  sequence: number
  memory: GuardMemory
  decision: GuardDecision | undefined
  owedKill: GuardDecision | undefined
  unassigned: number
  kinds: readonly ErrorKind[]
  heard: ReadonlyMap<string, number>
}

export interface RunParts {
  ref: RunRef
  plan: GuardPlan
  flags: readonly string[]
  /** It goes on in this process: another one began it. */
  restarted: boolean
}

/**
 * One run of a release as this process watches it: what was heard since the last tick, and what is remembered of all
 * before. What is remembered is a fold of the stored inputs, and of nothing else.
 */
export class Run {
  readonly ref: RunRef
  readonly plan: GuardPlan
  /** Keys of the flags that it owns. */
  readonly flags: readonly string[]
  /** The one that it is in by the log: nothing can have happened in a later one. */
  stage = 0
  /** What it came to on the last input. */
  decision: GuardDecision | undefined
  /** The one that was kept last: others like it are not kept again. */
  kept: GuardDecision | undefined
  /** A kill that was decided and has not landed: it is tried until it has, whatever is decided meanwhile. */
  owedKill: GuardDecision | undefined
  /** Requests whose context had nothing to split by. */
  unassigned = 0
  /** Kinds of errors. */
  readonly kinds = new ErrorKinds()
  #unassignedSince = 0
  #kindsSince = new ErrorKinds()
  #memory: GuardMemory
  #sequence = 0
  #restarted: boolean
  #pending: GuardInput | undefined
  #sums = new OutcomeSums()
  #breakers = new Map<string, { service: string; instance: string }>()
  /** By instance, the last report that is in a folded row. */
  readonly #heard = new Map<string, number>()
  /** ... and the last one that came after the row that was drawn last. */
  #heardSince = new Map<string, number>()
  #wasBehind = false
  #crashes: CrashRow[] = []
  #toldPresence = ''
  readonly #treatmentAt = new Map<string, { service: string; at: number }>()

  constructor({ ref, plan, flags, restarted }: RunParts) {
    this.ref = ref
    this.plan = plan
    this.flags = flags
    this.#restarted = restarted
    this.#memory = freshMemory(plan, 0)
  }

  get bakedMs(): number {
    return this.#memory.bakedMs
  }

  get sequence(): number {
    return this.#sequence
  }

  /** False where the same report was heard before; its parts belong to one report and are heard together. */
  isNews(instance: string, sequence: number): boolean {
    return sequence > (this.#lastHeard(instance) ?? Number.NEGATIVE_INFINITY)
  }

  /** What an instance told, once it is believed. */
  hear(
    { bootHash, service }: InstanceRecord,
    sequence: number,
    told: ReleaseOutcomes,
    monotonic: number,
  ): void {
    this.#heardSince.set(bootHash, sequence)
    this.#sums.add(service, bootHash, told)
    this.#unassignedSince += told.unassigned
    this.#kindsSince.add(told)
    if (told.treatment.requests > 0) this.#treatmentAt.set(bootHash, { service, at: monotonic })
  }

  hearBreaker({ bootHash, service }: InstanceRecord, sequence: number): void {
    this.#heardSince.set(bootHash, sequence)
    if (this.#breakers.size < mostBreakers) this.#breakers.set(bootHash, { service, instance: bootHash })
  }

  /**
   * The row to store next. One that could not be stored comes again as it was: perhaps it was stored, and only the
   * answer got lost.
   */
  draw(around: Surroundings): GuardInput {
    this.#seeCrashes(around.present)
    if (this.#pending !== undefined) {
      this.#wasBehind = true
      return this.#pending
    }
    const input = this.#inputOf(around)
    const heard = Object.fromEntries(this.#heardSince)
    this.#heardSince = new Map()
    // Rows are plain JSON.
    this.#pending = { sequence: this.#sequence + 1, input: input as unknown as Json, heard }
    return this.#pending
  }

  /** Takes up a stored row, in order: the same rows give the same decisions. */
  fold({ sequence, input, heard }: GuardInput): GuardDecision {
    const { kinds = [], unassigned = 0, ...known } = input as unknown as StoredInput
    const { memory, decision } = tick(this.plan, this.#memory, known)
    this.kinds.join(kinds)
    this.unassigned += unassigned
    this.#memory = memory
    this.#sequence = sequence
    this.#pending = undefined
    for (const [instance, last] of Object.entries(heard)) this.#remember(instance, last)
    this.decision = decision
    this.owedKill = owedAfter(this.owedKill, known, decision)
    return decision
  }

  /** To be kept: {@link takeUp} and the rows after it give what all rows give. */
  state(): RunState {
    return {
      sequence: this.#sequence,
      memory: this.#memory,
      decision: this.decision,
      owedKill: this.owedKill,
      unassigned: this.unassigned,
      kinds: this.kinds.inOrder(),
      heard: this.#heard,
    }
  }

  /** Before any row is folded. */
  takeUp({ sequence, memory, decision, owedKill, unassigned, kinds, heard }: RunState): void {
    this.#sequence = sequence
    this.#memory = memory
    this.decision = decision
    this.owedKill = owedKill
    this.unassigned = unassigned
    this.kinds.join(kinds)
    for (const [instance, last] of heard) this.#heard.set(instance, last)
  }

  /** Raw counts of each service in each stage. */
  counts(): { service: string; stage: number; treatment: ArmCounts; control: ArmCounts }[] {
    return Object.entries(this.#memory.services).flatMap(([service, { stages }]) =>
      // A stage in which nothing was served leaves a hole.
      Array.from(stages, (counts, stage) => counts && { service, stage, ...counts }).filter(
        (counts) => counts !== undefined,
      ),
    )
  }

  #lastHeard(instance: string): number | undefined {
    return this.#heardSince.get(instance) ?? this.#pending?.heard[instance] ?? this.#heard.get(instance)
  }

  #remember(instance: string, sequence: number): void {
    // Least recently heard first.
    this.#heard.delete(instance)
    this.#heard.set(instance, sequence)
    const [oldest] = this.#heard.keys()
    if (this.#heard.size > mostInstances && oldest !== undefined) this.#heard.delete(oldest)
  }

  #inputOf({ now, monotonic, stage, holds, present, checks }: Surroundings): StoredInput {
    const restarted = this.#restarted
    this.#restarted = false
    const breakers = [...this.#breakers.values()]
    this.#breakers.clear()
    // What could not be stored for a while was no healthy time.
    const behind: HoldReason[] = this.#wasBehind ? ['error'] : []
    this.#wasBehind = false
    const kinds = this.#kindsSince.all()
    this.#kindsSince = new ErrorKinds()
    const unassigned = this.#unassignedSince
    this.#unassignedSince = 0
    const input: StoredInput = {
      now,
      stage,
      restarted,
      holds: [...holds, ...behind],
      outcomes: this.#sums.take(),
      presence: this.#presence(present, monotonic),
      crashes: this.#crashes.splice(0),
      breakers,
      checks,
      ...(kinds.length > 0 && { kinds }),
      ...(unassigned > 0 && { unassigned }),
    }
    for (const [instance, { at }] of this.#treatmentAt)
      if (monotonic - at > servesMs) this.#treatmentAt.delete(instance)
    return input
  }

  #seeCrashes({ crashes }: Present): void {
    for (const { service, instance, lastSeen, livedMs } of crashes) {
      const servedAt = this.#treatmentAt.get(instance)?.at ?? Number.NEGATIVE_INFINITY
      const servedTreatment = servedAt >= lastSeen - crashedAfterMs
      const isTooYoung = livedMs < grownUpMs || this.#lastHeard(instance) === undefined
      const isUnheard = !servedTreatment && isTooYoung && this.plan.services.includes(service)
      this.#crashes.push({ service, instance, servedTreatment, ...(isUnheard && { unheard: true }) })
    }
  }

  /** Said where it has changed: rows are kept for long. */
  #presence({ services }: Present, monotonic: number): TickInput['presence'] {
    const serving = [...this.#treatmentAt.values()].filter(({ at }) => monotonic - at <= servesMs)
    const rows = this.plan.services.map((service) => ({
      service,
      ...(services.get(service) ?? { connected: 0, minuteAgo: 0, returned: 0 }),
      servedTreatment: serving.filter((one) => one.service === service).length,
    }))
    const told = JSON.stringify(rows)
    if (told === this.#toldPresence) return []
    this.#toldPresence = told
    return rows
  }
}

/** What is owed is known by the rows alone, so that a restart owes it too. */
function owedAfter(
  owed: GuardDecision | undefined,
  { holds }: TickInput,
  decision: GuardDecision,
): GuardDecision | undefined {
  // The budget has held it back: it is decided anew when a kill may be made again.
  if (holds.includes('budget')) return undefined
  const isNew = decision.action === 'kill' && !holds.includes('suspended')
  return owed ?? (isNew ? decision : undefined)
}
