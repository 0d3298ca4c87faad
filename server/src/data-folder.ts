import { accessSync, constants, mkdirSync } from 'node:fs'
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

/**
 * Makes the folder where it is missing.
 *
 * @throws Error with a sentence for the operator where nothing can be written to it
 */
export function prepareDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? String(cause)
    throw new Error(
      `The data folder ${path} can't be written (${found}): it has to be on a disk that is mounted for writing, and belong to the user that runs Ripcord. RIPCORD_DATA names another one.`,
      { cause },
    )
  }
}
