import type { InstanceRecord, InstanceStore } from '../storage/storage.js'
import { inRounds } from './rounds.js'

/** Writes instances in batches: what was marked before a `flush` is stored when it resolves; one batch serves all. */
export class InstanceWriter {
  readonly #store: InstanceStore
  #dirty = new Map<string, InstanceRecord>()
  readonly #round = inRounds(() => this.#write())

  constructor(store: InstanceStore) {
    this.#store = store
  }

  mark(record: InstanceRecord): void {
    this.#dirty.set(`${record.environmentId}/${record.bootHash}`, record)
  }

  /** Rejects where the batch could not be stored; it is tried again with the next one. */
  flush(): Promise<void> {
    return this.#round()
  }

  async #write(): Promise<void> {
    if (this.#dirty.size === 0) return
    const batch = this.#dirty
    this.#dirty = new Map()
    try {
      await this.#store.put([...batch.values()])
    } catch (error) {
      this.#dirty = new Map([...batch, ...this.#dirty])
      throw error
    }
  }
}
