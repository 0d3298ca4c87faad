import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { StorageError } from '../storage.js'
import { makePrivate } from './database.js'
import { isBusy } from './errors.js'

/** How long a server waits for one that is stopping, milliseconds. */
const stoppingTakesMs = 10_000
const pauseMs = 50

/** The name of the file beside a database that its one server holds. */
function serverLockFile(file: string): string {
  return `${file}.lock`
}

/**
 * Held by the one server of a database, until it is closed: two would each mint epochs and write the list of instances
 * over the other's head. A database of its own, empty and locked, since the system lets go of it when the process
 * ends, however it ends.
 *
 * @throws StorageError `busy` where another server holds it
 */
export async function lockForServer(
  file: string,
  pause: (ms: number) => Promise<void>,
  patienceMs = stoppingTakesMs,
): Promise<Database> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  makePrivate(serverLockFile(file))
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const lock = new Sqlite(serverLockFile(file), { timeout: 0 })
    try {
      lock.pragma('journal_mode = MEMORY')
      lock.exec('BEGIN EXCLUSIVE')
      return lock
    } catch (error) {
      lock.close()
      if (!isBusy(error)) throw error
      if (waitedMs >= patienceMs)
        throw new StorageError('busy', `Another server runs on ${file}: stop it first.`, { cause: error })
    }
    await pause(pauseMs)
  }
}
