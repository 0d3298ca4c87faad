/** A connection may send so many packets at once, and so many a second after that. */
export const allowed = { burst: 200, perSecond: 20 } as const

/** How much one connection may still say. */
export class Allowance {
  #packets: number = allowed.burst
  #at: number

  /** `now`: monotonic milliseconds. */
  constructor(now: number) {
    this.#at = now
  }

  /** Whether one more packet may be looked at. */
  take(now: number): boolean {
    this.#packets =
      Math.min(allowed.burst, this.#packets + ((now - this.#at) / 1_000) * allowed.perSecond) - 1
    this.#at = now
    return this.#packets >= 0
  }
}
