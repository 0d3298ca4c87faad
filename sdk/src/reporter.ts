import type { Report } from '@ripcord/sync'
import type { Agenda } from './agenda.js'
import type { Counts } from './counts.js'
import type { Failure } from './sources/polling.js'

/** Combinations in one report: some hundred kilobytes at the very worst. */
const combinationsPerReport = 2_000
const longestPauseMs = 300_000

export interface ReporterParts {
  counts: Counts
  agenda: Agenda
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
 * Takes the counts to the server now and then. At most one report is under way or waiting to be sent again, under the
 * same sequence, so that the server counts it once; everything else waits in the bounded table.
 */
export class Reporter {
  readonly #parts: ReporterParts
  #sequence = 0
  #unsent: Report | undefined
  #sending: Promise<void> | undefined
  #pauseMs: number

  constructor(parts: ReporterParts) {
    this.#parts = parts
    this.#pauseMs = parts.intervalMs
  }

  start(): void {
    // Spread, so that a thousand instances started together do not report together.
    const delayMs = this.#pauseMs * (0.5 + this.#parts.random() * 0.5)
    this.#parts.agenda.after('report', delayMs, () => {
      this.#parts.counts.fold()
      if (this.#parts.isConnected()) void this.#send()
      this.start()
    })
  }

  /** Sends what there is, as far as one attempt each goes. Never rejects. */
  async flush(): Promise<void> {
    await this.#sending
    await this.#send()
  }

  #send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  async #sendAll(): Promise<void> {
    for (let report = this.#next(); report !== undefined; report = this.#next()) {
      this.#unsent = report
      const answer = await this.#parts.send(report)
      if (answer.type === 'failed') {
        if (isFinal(answer)) this.#giveUp(report)
        this.#pauseMs = Math.min(this.#pauseMs * 2, Math.max(longestPauseMs, this.#parts.intervalMs))
        return
      }
      this.#pauseMs = this.#parts.intervalMs
      this.#unsent = undefined
    }
  }

  #giveUp(report: Report): void {
    this.#parts.counts.drop(report)
    this.#unsent = undefined
  }

  #next(): Report | undefined {
    if (this.#unsent !== undefined) return this.#unsent
    const taken = this.#parts.counts.take(combinationsPerReport)
    if (taken === undefined) return undefined
    this.#sequence += 1
    return { bootId: this.#parts.bootId, sequence: this.#sequence, service: this.#parts.service, ...taken }
  }
}

/** Whether the same report would be refused again. */
function isFinal(failure: Failure): boolean {
  return failure.status === 400 || failure.status === 413 || failure.status === 422
}
