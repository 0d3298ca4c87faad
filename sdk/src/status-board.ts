import type { Clock } from './clock.js'
import { longestDelayMs } from './clock.js'
import type { ClientStatus, StatusDetails } from './types.js'

/** What a status is made of; times are those of the clock's `now`. */
export interface StatusView {
  readonly status: ClientStatus
  readonly since: number
  readonly source: StatusDetails['source']
  readonly position: { readonly epoch: string; readonly revision: number } | null
  readonly confirmedAt: number | null
  readonly because: string
}

const defaultTimeoutMs = 2_000

/** The status as the application sees it, and whoever waits for a good one. */
export class StatusBoard {
  readonly #clock: Clock
  readonly #look: () => StatusView
  readonly #waiting = new Set<() => void>()
  /** Wall-clock time at which what was found on disk was last confirmed. */
  readonly #foundAt: number | null
  #closedAt: number | undefined

  constructor(clock: Clock, look: () => StatusView, foundAt: number | null = null) {
    this.#clock = clock
    this.#look = look
    this.#foundAt = foundAt
  }

  get details(): StatusDetails {
    return this.detailsAt(this.#clock.now())
  }

  /** `now`: of the clock, a moment ago, so that status and age are of one instant. */
  detailsAt(now: number): StatusDetails {
    const { status, since, source, position, confirmedAt, because } = this.#view
    return {
      status,
      since: new Date(this.#clock.wall() - (now - since)),
      source,
      position: position === null ? null : { epoch: position.epoch, revision: position.revision },
      ageMs: this.#ageMs(now, confirmedAt, source),
      because,
    }
  }

  #ageMs(now: number, confirmedAt: number | null, source: StatusView['source']): number | null {
    if (confirmedAt !== null) return Math.max(0, now - confirmedAt)
    return source === 'disk' && this.#foundAt !== null
      ? Math.max(0, this.#clock.wall() - this.#foundAt)
      : null
  }

  /** To be called when the status may be another one. */
  changed(): void {
    if (!this.#isSettled) return
    for (const settle of this.#waiting) settle()
  }

  /** For good: whoever waits has waited enough. What was served before goes on being served. */
  close(): void {
    this.#closedAt ??= this.#clock.now()
    this.changed()
  }

  /**
   * Settles when there is nothing more to wait for, or after `timeoutMs`. This one timer does keep the process alive:
   * somebody waits for it.
   */
  ready(timeoutMs: unknown): Promise<StatusDetails> {
    if (this.#isSettled) return Promise.resolve(this.details)
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(settle)
        resolve(this.details)
      }
      const timer = setTimeout(settle, delayOf(timeoutMs))
      this.#waiting.add(settle)
    })
  }

  get #isSettled(): boolean {
    return this.#closedAt !== undefined || ['READY', 'FATAL'].includes(this.#look().status)
  }

  get #view(): StatusView {
    const view = this.#look()
    if (this.#closedAt === undefined) return view
    return { ...view, status: 'NOT_READY', since: this.#closedAt, because: 'the client is closed' }
  }
}

function delayOf(timeoutMs: unknown): number {
  if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs)) return defaultTimeoutMs
  return Math.min(Math.max(timeoutMs, 0), longestDelayMs)
}
