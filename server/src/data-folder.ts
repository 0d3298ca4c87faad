import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where things lie in the data folder. The key file is `key` (secrets/). */
export interface DataFolder {
  /** The SQLite database. */
  database: string
  /** The break-glass socket of the server that runs on this folder. */
  socket: string
  /** Where that server is reached. */
  address: string
}

export function dataFolderAt(path: string): DataFolder {
  return {
    database: join(path, 'ripcord.db'),
    socket: join(path, 'ripcord.sock'),
    address: join(path, 'address'),
  }
}

/**
 * Makes the folder where it is missing.
 *
 * @throws Error with a sentence for the operator where nothing can be written to it
 */
export function prepareDataFolder(path: string): void {
  try {
    makeFolder(path)
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new Error(
      `The data folder ${path} can't be written (${findingOf(cause)}): it has to be on a disk that is mounted for writing, and belong to the user that runs Ripcord. RIPCORD_DATA names another one.`,
      { cause },
    )
  }
}

function findingOf(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'EEXIST' || code === 'ENOTDIR') return `${path ?? 'part of it'} is no folder`
  return code ?? String(error)
}

/** A level at a time: Node's own recursion never ends where a folder answers ENOENT to a new one in it, as /proc does. */
function makeFolder(path: string): void {
  if (isFolder(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have been first.
    if (!isFolder(path)) throw error
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}
