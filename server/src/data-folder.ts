import { join } from 'node:path'

/** Where things lie in the data folder. The key file is `key` (secrets/). */
export interface DataFolder {
  /** The SQLite database. */
  database: string
  /** The break-glass socket of the server that runs on this folder. */
  socket: string
}

export function dataFolderAt(path: string): DataFolder {
  return { database: join(path, 'ripcord.db'), socket: join(path, 'ripcord.sock') }
}
