import type { Clock } from '../clock.js'
import type { InstanceRecord, InstanceStore } from '../storage/storage.js'
import { InstanceWriter, type Pause } from './instance-writer.js'
import type { InstanceTable } from './instances.js'
import type { StreamLog } from './session.js'

const pruneEveryMs = 60 * 60_000
/** Processes not seen for so long are forgotten. */
const forgetAfterMs = 7 * 24 * 60 * 60_000

/** Keeps the stored list of instances as new as the one in memory, and free of those long gone. */
export class InstanceUpkeep {
  readonly #store: InstanceStore
  readonly #clock: Clock
  readonly #log: StreamLog
  readonly #writer: InstanceWriter
  #prunedAt: number

  constructor(store: InstanceStore, clock: Clock, log: StreamLog, pause: Pause) {
    this.#store = store
    this.#clock = clock
    this.#log = log
    this.#writer = new InstanceWriter(store, clock, pause)
    this.#prunedAt = clock.monotonic()
  }

  mark(record: InstanceRecord, isNews: boolean): void {
    this.#writer.mark(record, isNews)
  }

  /** Rejects where the list could not be stored; it is tried again with the next flush. */
  store(): Promise<void> {
    return this.#writer.flush()
  }

  /** As `store`, but never rejects. */
  flush(): Promise<void> {
    return this.#safely(this.store())
  }

  /** Stores who was not there before; never rejects. */
  flushNews(): Promise<void> {
    return this.#safely(this.#writer.flushNews())
  }

  /** Each hour forgets who was not seen for a week. Never rejects. */
  async prune(tables: readonly InstanceTable[]): Promise<void> {
    const now = this.#clock.monotonic()
    if (now - this.#prunedAt < pruneEveryMs) return
    this.#prunedAt = now
    const before = new Date(this.#clock.now().getTime() - forgetAfterMs).toISOString()
    for (const table of tables) {
      table.touch()
      table.prune(before)
    }
    try {
      await this.store()
      await this.#store.prune(before)
    } catch (error) {
      this.#log.error({ err: error }, 'the list of instances could not be pruned')
    }
  }

  #safely(storing: Promise<void>): Promise<void> {
    return storing.catch((error: unknown) => {
      this.#log.error({ err: error }, 'the list of instances could not be stored')
    })
  }
}
