import type { Clock } from '../clock.js'
import type { InstanceRecord, InstanceStore } from '../storage/storage.js'
import { inRounds } from './rounds.js'

/** Of all time, what writing may take: each write waits for the disk, and the process with it. */
const writingShare = 0.1
/** Writes that come now and then need not wait, milliseconds of writing. */
const mostSavedMs = 20

/** Resolves after so many milliseconds. */
export type Pause = (ms: number) => Promise<void>

/**
 * Writes instances in batches: what was marked before a `flush` is stored when it resolves; one batch serves all. When
 * thousands come at once, batches grow, so that writing takes no more than its share.
 *
 * News are those who were not there before: a server that dies must know of them when it starts again. All else may
 * wait for the next `flush`, since who is stored as being there is asked anew after a restart.
 */
export class InstanceWriter {
  readonly #store: InstanceStore
  readonly #clock: Clock
  readonly #pause: Pause
  #dirty = new Map<string, InstanceRecord>()
  /** Milliseconds of writing that are free; below zero: that were taken too early. */
  #savedMs = mostSavedMs
  #at: number
  #hasNews = false
  #writing: Promise<void> = Promise.resolve()
  readonly #round = inRounds(
    () => (this.#writing = this.#write()),
    () => this.#rest(),
  )

  constructor(store: InstanceStore, clock: Clock, pause: Pause) {
    this.#store = store
    this.#clock = clock
    this.#pause = pause
    this.#at = clock.monotonic()
  }

  mark(record: InstanceRecord, isNews: boolean): void {
    this.#dirty.set(`${record.environmentId}/${record.bootHash}`, record)
    this.#hasNews ||= isNews
  }

  /** Rejects where the batch could not be stored; it is tried again with the next one. */
  flush(): Promise<void> {
    return this.#round()
  }

  /** As `flush`, of the news alone. */
  flushNews(): Promise<void> {
    return this.#hasNews ? this.#round() : this.#writing
  }

  async #write(): Promise<void> {
    if (this.#dirty.size === 0) return
    const batch = this.#dirty
    this.#dirty = new Map()
    this.#hasNews = false
    const began = this.#clock.monotonic()
    try {
      await this.#store.put([...batch.values()])
    } catch (error) {
      this.#dirty = new Map([...batch, ...this.#dirty])
      this.#hasNews = true
      throw error
    } finally {
      this.#savedMs -= this.#clock.monotonic() - began
    }
  }

  #rest(): Promise<void> | undefined {
    const now = this.#clock.monotonic()
    this.#savedMs = Math.min(mostSavedMs, this.#savedMs + (now - this.#at) * writingShare)
    this.#at = now
    return this.#savedMs >= 0 ? undefined : this.#pause(-this.#savedMs / writingShare)
  }
}
