import type { FlagCase, Which } from './dimensions.js'
import { inForce, type Moment } from './expected.js'
import type { TwoKills } from './two-kills.js'

interface Page {
  readonly flag: FlagCase
  readonly ids: TwoKills
  readonly holding: Set<Which>
}

const notKilled: TwoKills = { first: '', second: '' }

/** What a run knows of each flag: which of its kills hold, and what stands beside them. */
export class FlagBook {
  readonly #pages: Map<string, Page>
  /** What flags serve that nothing stands above. */
  value = 'on'
  /** Whether those that are overridden after the kills are by now. */
  isAfterwards = false
  /** Whether every process is without a server for longer than blind flags bear. */
  isBlind = false

  constructor(flags: readonly FlagCase[]) {
    this.#pages = new Map(flags.map((flag) => [flag.key, { flag, ids: notKilled, holding: new Set() }]))
  }

  killed(flag: FlagCase, ids: TwoKills): void {
    this.#pages.set(flag.key, { flag, ids, holding: new Set(['first', 'second']) })
  }

  /** Where this kill holds, it does so no longer: its id. */
  lifted({ key }: FlagCase, which: Which): string | undefined {
    const page = this.#pages.get(key)
    return page?.holding.delete(which) === true ? page.ids[which] : undefined
  }

  moment(flag: FlagCase): Moment {
    const { ids, holding } = this.#pages.get(flag.key) ?? { ids: notKilled, holding: new Set<Which>() }
    return { ids, holding, value: this.value, isOverridden: this.#isOverridden(flag), isBlind: this.isBlind }
  }

  /** Ids of the kills that hold. */
  get standing(): Set<string> {
    const ids = [...this.#pages.values()].flatMap((page) => [...page.holding].map((which) => page.ids[which]))
    return new Set(ids)
  }

  /** Keys of the flags that a process does not serve as the log says: what is killed it does serve so. */
  get notServing(): Set<string> {
    const pages = [...this.#pages.values()].filter(
      ({ flag, holding }) =>
        inForce(flag, holding) === undefined && (flag.isQuarantined || this.#isOverridden(flag)),
    )
    return new Set(pages.map(({ flag }) => flag.key))
  }

  #isOverridden({ override }: FlagCase): boolean {
    return override === 'before the kills' || (override === 'after the kills' && this.isAfterwards)
  }
}
