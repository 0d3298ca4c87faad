/** A connection may send so many packets at once, and so many a second after that. */
const burst = 200
const perSecond = 20

/** How much one connection may still say. */
export class Allowance {
  #packets = burst
  #at: number

  /** `now`: monotonic milliseconds. */
  constructor(now: number) {
    this.#at = now
  }

  /** Whether one more packet may be looked at. */
  take(now: number): boolean {
    this.#packets = Math.min(burst, this.#packets + ((now - this.#at) / 1_000) * perSecond) - 1
    this.#at = now
    return this.#packets >= 0
  }
}
