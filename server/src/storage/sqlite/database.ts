import { closeSync, openSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import { StorageError } from '../storage.js'
import { corruptText, isBusy, toStorageError } from './errors.js'
import { migrate } from './migrations/migrate.js'

/** How long an opening waits for another process that recovers or closes the file, milliseconds. */
const patienceMs = 10_000
const pauseMs = 20

export interface DatabaseOptions {
  file: string
  /** False: a file that is not there is an error. */
  create: boolean
  /** Neither settings nor schema are touched, and closing it folds no WAL in. */
  readOnly?: boolean
  pause: (ms: number) => Promise<void>
}

/**
 * Opens the file with the settings that every connection must have, and brings its schema up to date.
 *
 * @throws StorageError
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      return openOnce(options)
    } catch (error) {
      if (!isBusy(error) || waitedMs >= patienceMs) throw toStorageError(error, options.file)
    }
    await options.pause(pauseMs)
  }
}

function openOnce({ file, create, readOnly = false }: DatabaseOptions): Database {
  if (readOnly) return openToRead(file)
  if (create && file !== ':memory:') makePrivate(file)
  const db = new Sqlite(file, { timeout: 0, fileMustExist: !create })
  try {
    configure(db, file)
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function openToRead(file: string): Database {
  const db = new Sqlite(file, { timeout: 0, readonly: true, fileMustExist: true })
  try {
    // SQLite opens late: what can't be read is to be told here.
    db.pragma('schema_version')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** For its owner alone, and what SQLite puts beside it with the same mode. */
export function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
}

/** better-sqlite3 is built to fall back to NORMAL on a file that is already WAL, hence FULL at every open, and a look. */
function configure(db: Database, file: string): void {
  const mode = db.pragma('journal_mode = WAL', { simple: true })
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  const synchronous = db.pragma('synchronous', { simple: true })
  const expectedMode = db.memory ? 'memory' : 'wal'
  if (synchronous !== 2 || mode !== expectedMode)
    throw new StorageError(
      'io',
      `${file} can't be opened durably: journal_mode is ${String(mode)}, synchronous ${String(synchronous)}, expected ${expectedMode} and 2. Is it on a local disk?`,
    )
}

/** Above it the indexes are not compared with their tables at a start, which would take three times as long. */
const thoroughBytes = 512 * 1024 * 1024

/**
 * Reads through the whole file.
 *
 * @throws StorageError `corrupt`
 */
export function checkIntegrity(db: Database, file: string): void {
  const pages = Number(db.pragma('page_count', { simple: true }))
  const isLarge = pages * Number(db.pragma('page_size', { simple: true })) > thoroughBytes
  const finding = db.pragma(`${isLarge ? 'quick' : 'integrity'}_check(1)`, { simple: true })
  if (finding === 'ok') return
  // SQLite puts a heading above what it found.
  const [found] = String(finding).split('\n').slice(-1)
  throw new StorageError('corrupt', corruptText(file, found ?? ''))
}
