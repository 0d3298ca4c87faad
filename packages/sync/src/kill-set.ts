import type { Kill } from '@ripcord/model'
import { isDrill } from '@ripcord/model/plain'

interface HeldKill {
  kill: Kill
  /** `now` at which this process heard of it. */
  addedAt: number
  /** The number of the first write that brings it to disk. */
  write: number
}

/** Where memory must end: so many lifted kills of one epoch are remembered. */
const mostRemembered = 100_000

/**
 * The kills that hold, beside the state and not derived from it: one is added when it is heard of, and goes only by a
 * restore that was read in order, by the server's explicit word, or, for a drill, by its end.
 */
export class KillSet {
  #held = new Map<string, HeldKill>()
  /** Those that the present epoch took away: no message of that epoch adds them again. */
  #removed = new Set<string>()
  #map: ReadonlyMap<string, Kill> = new Map()
  #mapVersion = 0
  #version = 0

  get ids(): IterableIterator<string> {
    return this.#held.keys()
  }

  get size(): number {
    return this.#held.size
  }

  /** Another number after each change of what is held. */
  get version(): number {
    return this.#version
  }

  has(killId: string): boolean {
    return this.#held.has(killId)
  }

  /** A copy: who got one keeps it while the set goes on. */
  toMap(): ReadonlyMap<string, Kill> {
    if (this.#mapVersion !== this.#version) {
      this.#map = new Map([...this.#held].map(([killId, held]) => [killId, held.kill]))
      this.#mapVersion = this.#version
    }
    return this.#map
  }

  /** True where the set did not hold it, and may. */
  add(kill: Kill, now: number, write: number): boolean {
    if (this.#held.has(kill.killId) || this.#removed.has(kill.killId)) return false
    this.#held.set(kill.killId, { kill, addedAt: now, write })
    this.#version++
    return true
  }

  /** The same kill may come with a new record (a recovered one has a new cause): the newer one is served. */
  renew(kill: Kill): boolean {
    const held = this.#held.get(kill.killId)
    if (held === undefined || held.kill.mac === kill.mac) return false
    held.kill = kill
    this.#version++
    return true
  }

  /** True where the set held it. It will not come back by a message of this epoch. */
  remove(killId: string): boolean {
    this.#remember(killId)
    const isHeld = this.#held.delete(killId)
    if (isHeld) this.#version++
    return isHeld
  }

  /** Another life of the database decides anew. */
  forgetRemoved(): void {
    this.#removed.clear()
  }

  /** Whether it is on disk when the write `stored` is. */
  isStored(killId: string, stored: number): boolean {
    return (this.#held.get(killId)?.write ?? Number.POSITIVE_INFINITY) <= stored
  }

  /** When each drill has lasted as long as it may, by `now` of this process. */
  drillEnds(): { killId: string; at: number }[] {
    const ends = []
    for (const [killId, { kill, addedAt }] of this.#held)
      if (isDrill(kill) && kill.endsAfterMs !== undefined)
        ends.push({ killId, at: addedAt + kill.endsAfterMs })
    return ends
  }

  #remember(killId: string): void {
    this.#removed.add(killId)
    if (this.#removed.size <= mostRemembered) return
    for (const oldest of this.#removed) {
      this.#removed.delete(oldest)
      return
    }
  }
}
