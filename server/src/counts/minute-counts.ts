import type { CountStore, MinuteCount } from '../storage/storage.js'
import { type CountKey, countId } from './recent-counts.js'

const minuteMs = 60_000
/** Different counts that may wait to be stored; what is beyond is dropped and counted. */
const mostWaiting = 200_000

/** Counts by the minute on their way to storage. */
export class MinuteCounts {
  readonly #store: CountStore
  #waiting = new Map<string, MinuteCount>()
  #dropped = 0

  constructor(store: CountStore) {
    this.#store = store
  }

  /** Evaluations that were not kept, since the start. */
  get dropped(): number {
    return this.#dropped
  }

  add(environmentId: string, key: CountKey, count: number, now: number): void {
    const minute = Math.floor(now / minuteMs) * minuteMs
    const id = `${environmentId}\u0000${minute}\u0000${countId(key)}`
    const waiting = this.#waiting.get(id)
    if (waiting !== undefined) waiting.count += count
    else if (this.#waiting.size < mostWaiting) this.#waiting.set(id, { environmentId, minute, ...key, count })
    else this.#dropped += count
  }

  /** What is not stored yet, for one environment. */
  waiting(environmentId: string): MinuteCount[] {
    return [...this.#waiting.values()].filter((count) => count.environmentId === environmentId)
  }

  /** Stores all that waits. Rejects where storage does; nothing is lost then, and nothing is counted twice. */
  async flush(): Promise<void> {
    if (this.#waiting.size === 0) return
    const batch = this.#waiting
    this.#waiting = new Map()
    try {
      await this.#store.add([...batch.values()])
    } catch (error) {
      this.#takeBack(batch)
      throw error
    }
  }

  #takeBack(batch: Map<string, MinuteCount>): void {
    const since = this.#waiting
    this.#waiting = batch
    for (const [id, count] of since) {
      const waiting = batch.get(id)
      if (waiting === undefined) batch.set(id, count)
      else waiting.count += count.count
    }
  }
}
