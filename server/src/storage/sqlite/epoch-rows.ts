import type { Epoch } from '@ripcord/model'
import { canonicalJson, noEpoch, ulid, ulidMilliseconds } from '@ripcord/model/plain'
import type { Database } from 'better-sqlite3'
import { chainStart, rowHash } from './chain.js'

interface EpochRow {
  epoch: Epoch
  body: string
  row_hash: string
}

/** Mintings: rows of the log that take no revision, a chain of their own. Runs inside the caller's transaction. */
export interface EpochRows {
  /** The newest; `noEpoch` where none was minted. */
  current(): Epoch
  mint(because: string, now: Date, above: Epoch): Epoch
  all(): EpochRow[]
}

export function createEpochRows(db: Database, random: (bytes: number) => Uint8Array): EpochRows {
  const newest = db.prepare<[], EpochRow>('SELECT * FROM epochs ORDER BY epoch DESC LIMIT 1')
  const all = db.prepare<[], EpochRow>('SELECT * FROM epochs ORDER BY epoch')
  const insert = db.prepare('INSERT INTO epochs (epoch, body, row_hash) VALUES (?, ?, ?)')

  return {
    current: () => newest.get()?.epoch ?? noEpoch,
    all: () => all.all(),
    mint(because, now, above) {
      const last = newest.get()
      // A later millisecond with fresh bits, never the next number: two servers that mint above one epoch must differ.
      const floor = Math.max(after(last?.epoch ?? noEpoch), after(above))
      const epoch = ulid(Math.max(now.getTime(), floor), random(10))
      const body = canonicalJson({ epoch, at: now.toISOString(), because })
      insert.run(epoch, body, rowHash(last?.row_hash ?? chainStart, body))
      return epoch
    },
  }
}

function after(epoch: Epoch): number {
  return epoch === noEpoch ? 0 : ulidMilliseconds(epoch) + 1
}
