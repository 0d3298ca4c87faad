import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files of a database, as they were when it was last closed or its server killed. */
export interface KeptDatabase {
  read(part: Part): Buffer
  /** Puts all of it back, one part with other bytes. */
  putBack(other?: { part: Part; bytes: Buffer }): void
}

export type Part = 'ripcord.db' | 'ripcord.db-wal' | 'ripcord.db.seen'

export function keepDatabase(dataDir: string): KeptDatabase {
  const parts = new Map(databaseFiles(dataDir).map((name) => [name, readFileSync(join(dataDir, name))]))
  return {
    read: (part) => parts.get(part) ?? Buffer.alloc(0),
    putBack(other) {
      for (const name of databaseFiles(dataDir)) rmSync(join(dataDir, name))
      // An index of what was in the WAL is not what a machine finds after it was switched off.
      for (const [name, bytes] of parts)
        if (!name.endsWith('-shm'))
          writeFileSync(join(dataDir, name), other?.part === name ? other.bytes : bytes, { mode: 0o600 })
    },
  }
}

function databaseFiles(dataDir: string): string[] {
  return readdirSync(dataDir).filter((name) => /^ripcord\.db(-wal|-shm|\.seen)?$/.test(name))
}
