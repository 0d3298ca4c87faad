/** Full jitter: anything between nothing and a bound that doubles from one second to a minute. */
const firstBoundMs = 1_000
const lastBoundMs = 60_000
/** A connection that has lasted so long was a good one: the next failure begins anew. */
const healthyMs = 60_000
/** A refused key: a mistaken revocation must heal by itself, and a wrong key must not hammer. */
const refusedFromMs = 2 * 60_000
const refusedToMs = 5 * 60_000
const longestPauseMs = 60 * 60_000

/** How a try failed. `status`: of HTTP or of the handshake; `retryAfterMs`: what the server asked for. */
export interface Failure {
  status?: number | undefined
  retryAfterMs?: number | undefined
}

export function isRefusedKey(failure: Failure): boolean {
  return failure.status === 401 || failure.status === 403
}

/** How long to wait before the next try of something that fails. */
export class Backoff {
  #failures = 0
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  get failures(): number {
    return this.#failures
  }

  /** Milliseconds to wait after one more failure. What the server asks for is obeyed, and spread. */
  failed(failure: Failure): number {
    const bound = Math.min(lastBoundMs, firstBoundMs * 2 ** Math.min(this.#failures, 10))
    this.#failures++
    return askedFor(failure) + this.#random() * bound
  }

  /** Milliseconds to wait after a refused key. */
  refused(failure: Failure): number {
    this.#failures++
    const pause = refusedFromMs + this.#random() * (refusedToMs - refusedFromMs)
    return Math.max(pause, askedFor(failure))
  }

  /** Counts failures anew, where what has just ended had been good for long enough. */
  endedAfter(healthyForMs: number): void {
    if (healthyForMs >= healthyMs) this.#failures = 0
  }

  succeeded(): void {
    this.#failures = 0
  }
}

/** What the server asked for, as far as that can be meant. */
function askedFor({ retryAfterMs }: Failure): number {
  return retryAfterMs !== undefined && retryAfterMs > 0 ? Math.min(retryAfterMs, longestPauseMs) : 0
}
