import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

/** All that the log in a data folder says, as one text; also while a server runs on it. */
export function readLog(dataDir: string): string {
  const db = new Sqlite(join(dataDir, 'ripcord.db'), { readonly: true })
  try {
    return db.prepare<[], string>('SELECT body FROM changes').pluck().all().join('\n')
  } finally {
    db.close()
  }
}
