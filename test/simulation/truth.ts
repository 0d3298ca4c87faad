import type { Epoch, Kill, Revision, SentEntity } from '@ripcord/model'
import type { Storage } from '../../server/src/storage/storage.js'
import { environmentId } from './database.js'

/** One log, from the start of a server on it to its end; a restored backup begins another one. */
interface Life {
  head: Revision
  /** Hashes after each revision, as one text. */
  hashes: Map<Revision, string>
  standing: Map<Revision, ReadonlyMap<string, Kill>>
  values: Map<Revision, ReadonlyMap<string, number>>
  liftedAt: Map<string, Revision>
}

/** What the logs really held: all that clients are judged by. */
export class Truth {
  readonly #lives = new Map<Epoch, Life>()
  #life = newLife()
  #reading: Promise<void> = Promise.resolve()
  /** Kills that some log has lifted, or that were dismissed, and drills: a client may be without them. */
  readonly over = new Set<string>()
  readonly drills = new Set<string>()

  /** A server starts on what is, perhaps, another log. */
  begin(): void {
    this.#life = newLife()
  }

  minted(epoch: Epoch): void {
    this.#lives.set(epoch, this.#life)
  }

  /** Takes up what was committed since. One reading after the other, so that none reads what another one has taken. */
  read(storage: Storage): Promise<void> {
    const life = this.#life
    const reading = this.#reading.then(() => this.#readOn(life, storage))
    this.#reading = reading.catch(() => undefined)
    return reading
  }

  async #readOn(life: Life, { changes }: Storage): Promise<void> {
    for (const row of await changes.sentAfter(environmentId, life.head, 100_000)) {
      const kills = new Map(life.standing.get(life.head))
      const values = new Map(life.values.get(life.head))
      for (const entity of row.entities) this.#take(life, kills, values, row.revision, entity)
      life.head = row.revision
      life.hashes.set(row.revision, textOf(row.hashes))
      life.standing.set(row.revision, kills)
      life.values.set(row.revision, values)
    }
  }

  get head(): Revision {
    return this.#life.head
  }

  get standing(): ReadonlyMap<string, Kill> {
    return this.#life.standing.get(this.#life.head) ?? new Map()
  }

  standingAt(epoch: Epoch, revision: Revision): ReadonlyMap<string, Kill> {
    return this.#lives.get(epoch)?.standing.get(revision) ?? new Map()
  }

  /** What a flag serves where it is not killed; undefined where there is none. */
  valueAt(epoch: Epoch, revision: Revision, flag: string): number | undefined {
    return this.#lives.get(epoch)?.values.get(revision)?.get(flag)
  }

  hashesAt(epoch: Epoch, revision: Revision): string | undefined {
    return this.#lives.get(epoch)?.hashes.get(revision)
  }

  liftedAt(epoch: Epoch, killId: string): Revision {
    return this.#lives.get(epoch)?.liftedAt.get(killId) ?? Number.POSITIVE_INFINITY
  }

  #take(
    life: Life,
    kills: Map<string, Kill>,
    values: Map<string, number>,
    revision: Revision,
    { kind, key, value }: SentEntity,
  ): void {
    if (kind === 'flag') values.set(key, (value as unknown as { variants: { on: number } }).variants.on)
    if (kind !== 'kill') return
    if (value !== null) {
      kills.set(key, value as unknown as Kill)
      return
    }
    kills.delete(key)
    this.over.add(key)
    life.liftedAt.set(key, revision)
  }
}

export function textOf(hashes: { kills: string; flags: string }): string {
  return `${hashes.kills} ${hashes.flags}`
}

function newLife(): Life {
  return {
    head: 0,
    hashes: new Map([[0, '0000000000000000 0000000000000000']]),
    standing: new Map(),
    values: new Map(),
    liftedAt: new Map(),
  }
}
