import { Breakers } from '../outcomes/breakers.js'
import { Observer, type ObserverParts } from '../outcomes/observer.js'
import { OutcomeTable } from '../outcomes/outcome-table.js'
import { FakeClock } from './fake-clock.js'

/** An observer that is asked for nothing. */
export function idleObserver(entries: ObserverParts['entries']): Observer {
  return new Observer({
    clock: new FakeClock(),
    log: () => undefined,
    entries,
    table: new OutcomeTable(() => undefined),
    breakers: new Breakers(
      new Map(),
      () => undefined,
      () => undefined,
    ),
    pinned: new Set(),
    honoursBaggage: false,
    onKilled: () => undefined,
  })
}
