import type { Clock } from '../clock.js'
import type { InstanceRecord, InstanceStore } from '../storage/storage.js'
import { inRounds } from './rounds.js'

/** Of all time, what writing may take: each write waits for the disk, and the process with it. */
const writingShare = 0.25
/** Writes that come now and then need not wait, milliseconds of writing. */
const mostSavedMs = 20
/** Where several come at once, no more than one batch in so many milliseconds: a batch costs more than what is in it. */
const herdMs = 40

/** Resolves after so many milliseconds. */
export type Pause = (ms: number) => Promise<void>

/**
 * Writes instances in batches: what was marked before a `flush` is stored when it resolves; one batch serves all. When
 * thousands come at once, batches grow, so that writing takes no more than its share.
 *
 * News are those who were not there before: a server that dies must know of them when it starts again, and so they wait
 * until they are stored. All else goes with the next `flush`, since who is stored as being there is asked anew after a
 * restart: a herd that joins would else be written once for each word that its processes say.
 */
export class InstanceWriter {
  readonly #store: InstanceStore
  readonly #clock: Clock
  readonly #pause: Pause
  #news = new Map<string, InstanceRecord>()
  #others = new Map<string, InstanceRecord>()
  #isWhole = false
  /** Milliseconds of writing that are free; below zero: that were taken too early. */
  #savedMs = mostSavedMs
  #at: number
  #wroteAt = Number.NEGATIVE_INFINITY
  #wasHerd = false
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
    const key = `${record.environmentId}/${record.bootHash}`
    if (!isNews && !this.#news.has(key)) {
      this.#others.set(key, record)
      return
    }
    this.#others.delete(key)
    this.#news.set(key, record)
  }

  /** Rejects where the batch could not be stored; it is tried again with the next one. */
  flush(): Promise<void> {
    this.#isWhole = true
    return this.#round()
  }

  /** As `flush`, of the news alone. */
  flushNews(): Promise<void> {
    return this.#news.size > 0 ? this.#round() : this.#writing
  }

  async #write(): Promise<void> {
    const news = this.#news
    const others = this.#isWhole ? this.#others : new Map<string, InstanceRecord>()
    this.#news = new Map()
    if (this.#isWhole) this.#others = new Map()
    this.#isWhole = false
    if (news.size + others.size === 0) return
    const began = this.#clock.monotonic()
    try {
      await this.#store.put([...others.values(), ...news.values()])
    } catch (error) {
      this.#takeBack(news, others)
      throw error
    } finally {
      this.#wroteAt = this.#clock.monotonic()
      this.#wasHerd = news.size > 1
      // What is written once a second, however many they are, makes no newcomer wait.
      if (others.size === 0) this.#savedMs -= this.#wroteAt - began
    }
  }

  /** What was marked since is newer. */
  #takeBack(news: Map<string, InstanceRecord>, others: Map<string, InstanceRecord>): void {
    const newerOthers = this.#others
    const newerNews = this.#news
    this.#news = news
    this.#others = others
    for (const record of newerOthers.values()) this.mark(record, false)
    for (const record of newerNews.values()) this.mark(record, true)
  }

  #rest(): Promise<void> | undefined {
    const now = this.#clock.monotonic()
    this.#savedMs = Math.min(mostSavedMs, this.#savedMs + (now - this.#at) * writingShare)
    this.#at = now
    const owed = Math.max(-this.#savedMs / writingShare, this.#wasHerd ? this.#wroteAt + herdMs - now : 0)
    return owed > 0 ? this.#pause(owed) : undefined
  }
}
