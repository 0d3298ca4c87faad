import type { Epoch, Kill, Revision, SentEntity } from '@ripcord/model'
import type { Storage } from '../../server/src/storage/storage.js'
import { environmentId } from './database.js'

/** One log, from the start of a server on it to its end; a restored backup begins another one. */
interface Life {
  head: Revision
  /** Hashes after each revision, as one text. */
  hashes: Map<Revision, string>
  standing: Map<Revision, ReadonlyMap<string, Kill>>
  liftedAt: Map<string, Revision>
  entities: Map<string, SentEntity>
}

/** What the logs really held: all that clients are judged by. */
export class Truth {
  readonly #lives = new Map<Epoch, Life>()
  #life = newLife()
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

  /** Takes up what was committed since. */
  async read({ changes }: Storage): Promise<void> {
    for (const row of await changes.sentAfter(environmentId, this.#life.head, 100_000)) {
      const kills = new Map(this.standing)
      for (const entity of row.entities) this.#take(kills, row.revision, entity)
      this.#life.head = row.revision
      this.#life.hashes.set(row.revision, textOf(row.hashes))
      this.#life.standing.set(row.revision, kills)
    }
  }

  get head(): Revision {
    return this.#life.head
  }

  get standing(): ReadonlyMap<string, Kill> {
    return this.#life.standing.get(this.#life.head) ?? new Map()
  }

  get entities(): ReadonlyMap<string, SentEntity> {
    return this.#life.entities
  }

  standingAt(epoch: Epoch, revision: Revision): ReadonlyMap<string, Kill> {
    return this.#lives.get(epoch)?.standing.get(revision) ?? new Map()
  }

  hashesAt(epoch: Epoch, revision: Revision): string | undefined {
    return this.#lives.get(epoch)?.hashes.get(revision)
  }

  liftedAt(epoch: Epoch, killId: string): Revision {
    return this.#lives.get(epoch)?.liftedAt.get(killId) ?? Number.POSITIVE_INFINITY
  }

  #take(kills: Map<string, Kill>, revision: Revision, { kind, key, value }: SentEntity): void {
    const id = `${kind}/${key}`
    if (value === null) this.#life.entities.delete(id)
    else this.#life.entities.set(id, { kind, key, value })
    if (kind !== 'kill') return
    if (value !== null) {
      kills.set(key, value as unknown as Kill)
      return
    }
    kills.delete(key)
    this.over.add(key)
    this.#life.liftedAt.set(key, revision)
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
    liftedAt: new Map(),
    entities: new Map(),
  }
}
