import type { Database } from 'better-sqlite3'
import { StorageError } from '../../storage.js'
import { first } from './0001-first.js'
import { guard } from './0002-guard.js'
import { incidents } from './0003-incidents.js'
import { automaticKills } from './0004-automatic-kills.js'
import { guardCheckpoints } from './0005-guard-checkpoints.js'
import { checks } from './0006-checks.js'
import { intake } from './0007-intake.js'
import { notify } from './0008-notify.js'
import { deployments } from './0009-deployments.js'

/** In order; `PRAGMA user_version` is the number of those that were applied. */
const migrations: readonly string[] = [
  first,
  guard,
  incidents,
  automaticKills,
  guardCheckpoints,
  checks,
  intake,
  notify,
  deployments,
]

/**
 * Brings the schema up to date, each step in a transaction of its own, so that a crash leaves the old schema or the
 * new. Call it under no transaction.
 *
 * @throws StorageError `corrupt` where the file was written by a newer version.
 */
export function migrate(db: Database): void {
  refuseForeign(db)
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

const applicationId = 0x52697063

/** Ours, or empty. */
function refuseForeign(db: Database): void {
  if (db.pragma('application_id', { simple: true }) === applicationId) return
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_master').pluck().get()
  if (tables === 0) return
  throw new StorageError('corrupt', `${db.name} is a database of another program: choose another file.`)
}

function tooNew(version: number): StorageError {
  return new StorageError(
    'corrupt',
    `The database has schema ${version}, this version of Ripcord knows ${migrations.length}: start the version that wrote it, or restore a backup.`,
  )
}
