import type { Log } from '../log.js'
import { Breaker, type BreakerSettings } from './breaker.js'

/** The breakers that the application asked for, by flag. */
export class Breakers {
  readonly #byFlag: ReadonlyMap<string, Breaker>
  #tripped: readonly string[] = []

  /** `onTurn`: one has tripped, or (without a reason) has closed. */
  constructor(
    settings: ReadonlyMap<string, BreakerSettings>,
    log: Log,
    onTurn: (flagKey: string, because: string | undefined) => void,
  ) {
    const turned = ({ flagKey }: Breaker, because?: string): void => {
      this.#tripped = [...this.#byFlag.values()].filter((one) => one.isTripped).map((one) => one.flagKey)
      log('warn', `the breaker of ${flagKey} has ${because === undefined ? 'closed' : `tripped: ${because}`}`)
      onTurn(flagKey, because)
    }
    this.#byFlag = new Map(
      Array.from(settings, ([flagKey, of]) => [flagKey, new Breaker(flagKey, of, turned, turned)]),
    )
  }

  of(flagKey: string): Breaker | undefined {
    return this.#byFlag.get(flagKey)
  }

  /** Flags whose breaker is open, or lets some requests try. */
  get tripped(): readonly string[] {
    return this.#tripped
  }
}
