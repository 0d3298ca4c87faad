import type { Database } from 'better-sqlite3'
import { StorageError } from '../../storage.js'
import { first } from './0001-first.js'

/** In order; `PRAGMA user_version` is the number of those that were applied. */
const migrations: readonly string[] = [first]

/**
 * Brings the schema up to date, each step in a transaction of its own, so that a crash leaves the old schema or the
 * new. Call it under no transaction.
 *
 * @throws StorageError `corrupt` where the file was written by a newer version.
 */
export function migrate(db: Database): void {
  for (;;) {
    const version = Number(db.pragma('user_version', { simple: true }))
    if (version > migrations.length) throw tooNew(version)
    const step = migrations[version]
    if (step === undefined) return
    db.exec('BEGIN IMMEDIATE')
    try {
      // Another process may have been here between the look and the lock.
      if (Number(db.pragma('user_version', { simple: true })) === version) {
        db.exec(step)
        db.pragma(`user_version = ${version + 1}`)
      }
      db.exec('COMMIT')
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}

function tooNew(version: number): StorageError {
  return new StorageError(
    'corrupt',
    `The database has schema ${version}, this version of Ripcord knows ${migrations.length}: start the version that wrote it, or restore a backup.`,
  )
}
