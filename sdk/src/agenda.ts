import type { Clock } from './clock.js'

interface Entry {
  at: number
  run: () => void
}

/** What is to be done when, under a name each: one timer for the whole client, however much it has in mind. */
export class Agenda {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()
  readonly #onError: (name: string, error: unknown) => void
  #callOff: (() => void) | undefined
  #armedFor = Number.POSITIVE_INFINITY
  #closed = false

  constructor(clock: Clock, onError: (name: string, error: unknown) => void) {
    this.#clock = clock
    this.#onError = onError
  }

  /** Runs `run` at `at` (of the clock's `now`); replaces what the name stood for before. */
  at(name: string, at: number, run: () => void): void {
    if (this.#closed) return
    this.#entries.set(name, { at, run })
    this.#arm()
  }

  after(name: string, delayMs: number, run: () => void): void {
    this.at(name, this.#clock.now() + delayMs, run)
  }

  cancel(name: string): void {
    if (this.#entries.delete(name)) this.#arm()
  }

  /** Does what is due, where the timer is late: a process that stood still goes on before its timers do. */
  tend(now: number): void {
    if (this.#armedFor > now) return
    this.#callOff?.()
    this.#fire()
  }

  /** Forgets everything, for good. */
  close(): void {
    this.#closed = true
    this.#entries.clear()
    this.#arm()
  }

  #arm(): void {
    let next = Number.POSITIVE_INFINITY
    for (const entry of this.#entries.values()) next = Math.min(next, entry.at)
    if (next === this.#armedFor) return
    this.#callOff?.()
    this.#callOff = undefined
    this.#armedFor = next
    if (next === Number.POSITIVE_INFINITY) return
    // Rounded up: a timer that fires a fraction of a millisecond early would only be set again.
    this.#callOff = this.#clock.after(Math.ceil(next - this.#clock.now()), () => this.#fire())
  }

  #fire(): void {
    this.#callOff = undefined
    this.#armedFor = Number.POSITIVE_INFINITY
    const now = this.#clock.now()
    const due = [...this.#entries].filter(([, entry]) => entry.at <= now).sort(([, a], [, b]) => a.at - b.at)
    for (const [name, entry] of due) {
      // One that ran before may have called this one off, or moved it.
      if (this.#entries.get(name) !== entry) continue
      this.#entries.delete(name)
      try {
        entry.run()
      } catch (error) {
        this.#onError(name, error)
      }
    }
    this.#arm()
  }
}
