import type { Clock } from '../clock.js'

/** Whether the guard looks. */
export interface GuardPulse {
  /** When it last looked, and could decide; null where it has not. */
  lastTickAt: string | null
  /** It has not for three seconds: nothing is killed by it, and nothing goes on. */
  isBlind: boolean
}

const blindAfterMs = 3_000

export interface PulseDeps {
  clock: Clock
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void }
  /** Once each time. */
  onBlind: (pulse: GuardPulse) => void
}

/** The guard's own dead man: it is watched by a timer that waits for nothing that the guard waits for. */
export class Pulse {
  readonly #deps: PulseDeps
  #lastTickAt: Date | null = null
  /** Monotonic. */
  #since: number
  #isSaid = false

  constructor(deps: PulseDeps) {
    this.#deps = deps
    this.#since = deps.clock.monotonic()
  }

  /** The guard has looked, and could decide. */
  beat(): void {
    const { clock, log } = this.#deps
    this.#lastTickAt = clock.now()
    this.#since = clock.monotonic()
    if (this.#isSaid) log.info({}, 'The guard looks again')
    this.#isSaid = false
  }

  read(): GuardPulse {
    const isBlind = this.secondsSince() * 1_000 > blindAfterMs
    return { lastTickAt: this.#lastTickAt?.toISOString() ?? null, isBlind }
  }

  secondsSince(): number {
    return (this.#deps.clock.monotonic() - this.#since) / 1_000
  }

  /** Says aloud, once, that the guard does not look. */
  watch(): void {
    const pulse = this.read()
    if (!pulse.isBlind || this.#isSaid) return
    this.#isSaid = true
    this.#deps.log.error(
      { ...pulse },
      'The guard has not looked for three seconds: nothing is killed by it, and no release goes on',
    )
    this.#deps.onBlind(pulse)
  }
}
