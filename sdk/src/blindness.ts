import type { SyncView } from '@ripcord/sync'
import type { Agenda } from './agenda.js'
import type { Clock } from './clock.js'
import type { Store } from './store.js'

const minuteMs = 60_000

/** Counts the minutes without a server, for flags that turn to their safe variant after so many. */
export class Blindness {
  readonly #clock: Clock
  readonly #agenda: Agenda
  readonly #store: Store
  readonly #startedAt: number

  constructor(clock: Clock, agenda: Agenda, store: Store) {
    this.#clock = clock
    this.#agenda = agenda
    this.#store = store
    this.#startedAt = clock.now()
  }

  /** To be called when status or flags may have changed; from then on it looks again by itself when it matters. */
  tend(view: SyncView): void {
    if (view.status === 'READY') {
      this.#agenda.cancel('blind')
      this.#store.setBlindMinutes(0)
      return
    }
    const heardAt = view.confirmedAt ?? this.#startedAt
    const minutes = Math.floor((this.#clock.now() - heardAt) / minuteMs)
    this.#store.setBlindMinutes(minutes)
    const next = this.#store.blindAfterMinutes.find((after) => after > minutes)
    if (next === undefined) this.#agenda.cancel('blind')
    else this.#agenda.at('blind', heardAt + next * minuteMs, () => this.tend(view))
  }
}
