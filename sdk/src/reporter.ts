import type { Report } from '@ripcord/sync'
import type { Agenda } from './agenda.js'
import type { Clock } from './clock.js'
import type { Counts } from './counts.js'
import type { OutcomeTable } from './outcomes/outcome-table.js'
import type { Failure } from './sources/polling.js'

/** Combinations in one report: some hundred kilobytes at the very worst. */
const combinationsPerReport = 2_000
const longestPauseMs = 300_000

/** What is known of a release's requests is told this often, while there is something. */
const outcomesMs = 1_000
const longestOutcomesPauseMs = 10_000
/** So long after a kill it is asked whether it has helped. */
const recoveryMs = 90_000

export interface ReporterParts {
  counts: Counts
  outcomes: OutcomeTable
  agenda: Agenda
  clock: Clock
  intervalMs: number
  bootId: string
  service: string
  /** A number in [0, 1). */
  random: () => number
  /** Whether a server is being heard: reports wait for one. */
  isConnected: () => boolean
  send: (report: Report) => Promise<{ type: 'answered' } | Failure>
}

/**
 * Takes the counts to the server now and then, and outcomes each second while there are some. At most one report is under way or waiting to be sent again, under the
 * same sequence, so that the server counts it once; everything else waits in the bounded table.
 */
export class Reporter {
  readonly #parts: ReporterParts
  #sequence = 0
  #unsent: Report | undefined
  #sending: Promise<void> | undefined
  #pauseMs: number
  #outcomesPauseMs = outcomesMs
  #isTelling = false
  #recoversUntil = Number.NEGATIVE_INFINITY

  constructor(parts: ReporterParts) {
    this.#parts = parts
    this.#pauseMs = parts.intervalMs
  }

  start(): void {
    // Spread, so that a thousand instances started together do not report together.
    const delayMs = this.#pauseMs * (0.5 + this.#parts.random() * 0.5)
    this.#parts.agenda.after('report', delayMs, () => {
      this.#parts.counts.fold()
      if (this.#parts.isConnected()) void this.#send(true)
      this.start()
    })
  }

  /** There are outcomes to be told. */
  tellOutcomes(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    const delayMs = this.#outcomesPauseMs * (0.5 + this.#parts.random() * 0.5)
    this.#parts.agenda.after('outcomes', delayMs, () => void this.#tell())
  }

  /** Something was killed: what requests come to is told each second for a while. */
  tellRecovery(): void {
    this.#recoversUntil = this.#parts.clock.now() + recoveryMs
    this.tellOutcomes()
  }

  async #tell(): Promise<void> {
    if (this.#parts.isConnected()) await this.#send(false)
    this.#isTelling = false
    const isRecovering = this.#parts.clock.now() < this.#recoversUntil
    if (isRecovering || !this.#parts.outcomes.isEmpty || this.#isUnsentOutcomes()) this.tellOutcomes()
  }

  /** Sends what there is, as far as one attempt each goes. Never rejects. */
  async flush(): Promise<void> {
    await this.#sending
    await this.#send(true)
  }

  /** `isWhole`: with the counts of evaluations, which have their own time. */
  #send(isWhole: boolean): Promise<void> {
    this.#sending ??= this.#sendAll(isWhole).finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  async #sendAll(isWhole: boolean): Promise<void> {
    for (let report = this.#next(isWhole); report !== undefined; report = this.#next(isWhole)) {
      this.#unsent = report
      const answer = await this.#parts.send(report)
      if (answer.type === 'failed') {
        if (isFinal(answer)) this.#giveUp(report)
        this.#slowDown(isWhole)
        return
      }
      this.#pauseMs = this.#parts.intervalMs
      this.#outcomesPauseMs = outcomesMs
      this.#unsent = undefined
    }
  }

  #slowDown(isWhole: boolean): void {
    this.#outcomesPauseMs = Math.min(this.#outcomesPauseMs * 2, longestOutcomesPauseMs)
    if (isWhole) this.#pauseMs = Math.min(this.#pauseMs * 2, Math.max(longestPauseMs, this.#parts.intervalMs))
  }

  #giveUp(report: Report): void {
    this.#parts.counts.drop(report)
    this.#unsent = undefined
  }

  #next(isWhole: boolean): Report | undefined {
    if (this.#unsent !== undefined) return this.#unsent
    const counted = isWhole ? this.#parts.counts.take(combinationsPerReport) : undefined
    const told = this.#parts.outcomes.take()
    if (counted === undefined && told === undefined) return undefined
    this.#sequence += 1
    const { bootId, service } = this.#parts
    return { bootId, sequence: this.#sequence, service, ...(counted ?? nothingCounted), ...told }
  }

  #isUnsentOutcomes(): boolean {
    return this.#unsent?.outcomes !== undefined || this.#unsent?.breakers !== undefined
  }
}

const nothingCounted: Pick<Report, 'evaluations' | 'dropped'> = { evaluations: [], dropped: 0 }

/** Whether the same report would be refused again. */
function isFinal(failure: Failure): boolean {
  return failure.status === 400 || failure.status === 413 || failure.status === 422
}
