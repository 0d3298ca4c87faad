import type { Clock } from '../clock.js'

/** So many more may come at once than the rate says. */
const burstSeconds = 1
const longestWaitMs = 30_000

/**
 * A token bucket in front of what is dear. Whoever is sent away is told to come back when, at this rate, all who were
 * sent away before have had their turn: a herd comes back spread out.
 */
export class Admission {
  readonly #perSecond: number
  readonly #clock: Clock
  #tokens: number
  #sentAway = 0
  #at: number

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond
    this.#clock = clock
    this.#tokens = perSecond * burstSeconds
    this.#at = clock.monotonic()
  }

  /** Null: come in. Else milliseconds after which to come again. */
  ask(): number | null {
    this.#refill()
    if (this.#tokens >= 1) {
      this.#tokens -= 1
      return null
    }
    this.#sentAway += 1
    return Math.min(longestWaitMs, 1_000 + Math.ceil((this.#sentAway / this.#perSecond) * 1_000))
  }

  #refill(): void {
    const now = this.#clock.monotonic()
    const earned = ((now - this.#at) / 1_000) * this.#perSecond
    this.#at = now
    this.#tokens = Math.min(this.#perSecond * burstSeconds, this.#tokens + earned)
    this.#sentAway = Math.max(0, this.#sentAway - earned)
  }
}
