import type { GuardLog } from './act.js'

/** How the guard itself is. */
export interface Pulse {
  /** Milliseconds since it last decided; 0 where there is nothing to decide on. */
  silentMs: number
  /** Whether it has missed three seconds in a row: nothing is killed, nothing goes on. */
  isDead: boolean
}

/** Three ticks. */
const patienceMs = 3_000

/**
 * Who watches the guard: nothing else would notice that it no longer decides. It only tells; no release goes on
 * meanwhile, since going on is a deed of the very tick that does not come.
 */
export class DeadMan {
  readonly #log: Pick<GuardLog, 'info' | 'error'>
  #beatAt: number
  #wasDead = false

  constructor(now: number, log: Pick<GuardLog, 'info' | 'error'>) {
    this.#beatAt = now
    this.#log = log
  }

  /** It has decided, or there was nothing to decide on. Monotonic milliseconds. */
  beat(now: number): void {
    this.#beatAt = now
  }

  pulse(now: number, watches: number): Pulse {
    if (watches === 0) return { silentMs: 0, isDead: false }
    const silentMs = Math.max(0, now - this.#beatAt)
    return { silentMs, isDead: silentMs > patienceMs }
  }

  /** Says aloud, once each, that it is dead and that it lives again. */
  look(now: number, watches: number): void {
    const { isDead, silentMs } = this.pulse(now, watches)
    if (isDead === this.#wasDead) return
    this.#wasDead = isDead
    if (isDead)
      this.#log.error(
        { silentMs, watches },
        'The guard has not decided for three seconds: nothing is killed by it, nothing goes on',
      )
    else this.#log.info({ watches }, 'The guard decides again')
  }
}
