import type { ReleaseOutcomes, Report } from '@ripcord/sync'
import type { InstanceRecord } from '../storage/storage.js'
import { isThere } from './presence.js'
import type { Run } from './run.js'
import type { Runs } from './runs.js'

/** Instances of one environment of which it is remembered that something was refused. */
const mostInstances = 10_000

/** Since the start. */
export interface IntakeNumbers {
  /** Parts of reports that became evidence. */
  outcomes: number
  /** Reports that were heard before. */
  repeatedReports: number
  /** Parts of runs that had just ended. */
  lateOutcomes: number
  /** Reports of processes that are not connected. */
  unknownInstances: number
  /** Parts about a release, a generation or a stage that does not run, or not yet. */
  unknownGenerations: number
  /** Reports that could not be true. */
  absurdReports: number
}

export interface IntakeDeps {
  runs: Runs
  /** The process that has this boot id, where one has said hello. */
  instanceOf: (environmentId: string, bootId: string) => InstanceRecord | undefined
  /** Milliseconds that pass evenly. */
  monotonic: () => number
  /** Epoch milliseconds. */
  now: () => number
}

/** Takes what SDKs report of releases. What is refused is counted and dropped, and never becomes evidence. */
export class Intake {
  readonly #deps: IntakeDeps
  readonly #refused = new Map<string, Map<string, number>>()
  readonly #numbers: IntakeNumbers = {
    outcomes: 0,
    repeatedReports: 0,
    lateOutcomes: 0,
    unknownInstances: 0,
    unknownGenerations: 0,
    absurdReports: 0,
  }

  constructor(deps: IntakeDeps) {
    this.#deps = deps
  }

  /** Never throws. */
  take(environmentId: string, report: Report): void {
    const { bootId, sequence, outcomes = [], breakers = [] } = report
    if (outcomes.length === 0 && breakers.length === 0) return
    const instance = this.#deps.instanceOf(environmentId, bootId)
    if (instance === undefined || !isThere(instance)) {
      this.#numbers.unknownInstances += 1
      // Whose link is broken may still reach the server with a report: it has done nothing wrong.
      if (instance !== undefined && instance.goodbyeAt !== null) this.#refuse(instance)
      return
    }
    const isNews = this.#newsOf(instance, sequence)
    for (const told of outcomes) this.#outcomes(instance, sequence, told, isNews)
    for (const { flag, release } of breakers) this.#breaker(instance, sequence, { flag, release }, isNews)
  }

  /** A report that was refused when it was read. `bootId` as it came, if any did. */
  refuse(environmentId: string, bootId: unknown): void {
    this.#numbers.absurdReports += 1
    const instance = typeof bootId === 'string' ? this.#deps.instanceOf(environmentId, bootId) : undefined
    if (instance !== undefined) this.#refuse(instance)
  }

  numbers(): IntakeNumbers {
    return this.#numbers
  }

  /** By instance, how often something of it was refused. */
  refused(environmentId: string): ReadonlyMap<string, number> {
    return this.#refused.get(environmentId) ?? new Map()
  }

  /** The parts of one report are heard or not heard together, run by run. */
  #newsOf({ bootHash }: InstanceRecord, sequence: number): (run: Run) => boolean {
    const asked = new Map<Run, boolean>()
    return (run) => {
      const known = asked.get(run)
      if (known !== undefined) return known
      const isNews = run.isNews(bootHash, sequence)
      asked.set(run, isNews)
      if (!isNews) this.#numbers.repeatedReports += 1
      return isNews
    }
  }

  #outcomes(
    instance: InstanceRecord,
    sequence: number,
    told: ReleaseOutcomes,
    isNews: (run: Run) => boolean,
  ): void {
    const { runs, monotonic, now } = this.#deps
    const { environmentId, service } = instance
    const { release, generation, stage } = told
    const run = runs.get(environmentId, release)
    if (run?.ref.generation !== generation || run.plan.stages[stage] === undefined || stage > run.stage) {
      const ref = { environmentId, release, generation }
      const isLate = runs.hasEnded(ref)
      if (isLate && told.treatment.errors > 0) runs.failsStill(ref, now())
      this.#numbers[isLate ? 'lateOutcomes' : 'unknownGenerations'] += 1
      if (!isLate) this.#refuse(instance)
      return
    }
    // Services that the release does not name may use its flags: they are not what is watched.
    if (!run.plan.services.includes(service) || !isNews(run)) return
    run.hear(instance, sequence, told, monotonic())
    this.#numbers.outcomes += 1
  }

  #breaker(
    instance: InstanceRecord,
    sequence: number,
    { flag, release }: { flag: string; release: string | undefined },
    isNews: (run: Run) => boolean,
  ): void {
    const { environmentId, service } = instance
    const run = this.#deps.runs
      .all()
      .find(
        ({ ref, flags }) =>
          ref.environmentId === environmentId &&
          flags.includes(flag) &&
          (release === undefined || ref.release === release),
      )
    if (run === undefined || !run.plan.services.includes(service) || !isNews(run)) return
    run.hearBreaker(instance, sequence)
  }

  #refuse({ environmentId, bootHash }: InstanceRecord): void {
    const ofEnvironment = this.#refused.get(environmentId) ?? new Map<string, number>()
    this.#refused.set(environmentId, ofEnvironment)
    ofEnvironment.set(bootHash, (ofEnvironment.get(bootHash) ?? 0) + 1)
    const [oldest] = ofEnvironment.keys()
    if (ofEnvironment.size > mostInstances && oldest !== undefined) ofEnvironment.delete(oldest)
  }
}
