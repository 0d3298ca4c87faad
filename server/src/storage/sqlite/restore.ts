import { copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Epoch } from '@ripcord/model'
import { noEpoch } from '@ripcord/model/plain'
import type { Database } from 'better-sqlite3'
import type { Clock } from '../../clock.js'
import { StorageError } from '../storage.js'
import { type Carried, carryOver } from './carry.js'
import { checkIntegrity, openDatabase } from './database.js'
import { toStorageError } from './errors.js'
import { openSqliteStorage } from './open.js'
import { type Replaced, readReplaced } from './replaced.js'
import { breakSeal } from './seal.js'
import { seenFile } from './seen.js'
import { lockForServer } from './server-lock.js'
import { syncFile, syncFolderOf } from './sync.js'

export interface RestoreOptions {
  backup: string
  /** The database to replace; it need not be there. */
  file: string
  clock: Clock
  /** Takes a file without a checksum, too, and warns. */
  force?: boolean
}

export interface RestoreReport {
  epoch: Epoch
  /** Where the replaced database was put aside; null where there was none. */
  replaced: string | null
  carried: Carried
  projects: { key: string; revision: number }[]
  warnings: string[]
}

/**
 * Puts a backup in the place of a database, with a new epoch and what must not go back in time: kills, which of them
 * were lifted, revocations, the list of instances. The replaced file is kept aside.
 *
 * @throws StorageError `busy` while a server holds the database.
 */
export async function restoreSqlite(options: RestoreOptions): Promise<RestoreReport> {
  const { file, clock } = options
  const restoring = `${file}.restoring`
  const warnings: string[] = []
  // No server may start in the middle.
  const lock = await lockForServer(file, sleep, 0).catch((error: unknown) => {
    throw error instanceof StorageError ? inUse(file, error) : toStorageError(error, file)
  })
  let held: Database | undefined
  try {
    removeDatabase(restoring)
    // First, since what is no backup is to change nothing, and holding the database alone rewrites its first page.
    await copyBackup(options, restoring, warnings)
    held = existsSync(file) ? await holdAlone(file, warnings) : undefined
    const prepared = await prepare(restoring, held && readReplaced(held), clock, warnings)
    const replaced = swap(file, restoring, clock.now())
    return { ...prepared, replaced, warnings }
  } finally {
    held?.close()
    removeDatabase(restoring)
    lock.close()
  }
}

/** The database under a lock that keeps everybody out; undefined where it is too damaged to be read. */
async function holdAlone(file: string, warnings: string[]): Promise<Database | undefined> {
  let db: Database | undefined
  try {
    db = await openDatabase({ file, create: false, pause: sleep })
    // Leaving WAL needs that nobody else has the file open, and folds all of it into one file to be put aside.
    db.pragma('journal_mode = DELETE')
    db.exec('BEGIN EXCLUSIVE')
    checkIntegrity(db, file)
    return db
  } catch (cause) {
    db?.close()
    const error = toStorageError(cause, file)
    if (!(error instanceof StorageError)) throw error
    if (error.code === 'busy') throw inUse(file, error)
    if (error.code !== 'corrupt') throw error
    warnings.push(
      `The replaced database can't be read, so that nothing was carried over from it (${error.message}). ` +
        'Kills that running SDKs still hold are taken up again as they connect; look through the others.',
    )
    return undefined
  }
}

function inUse(file: string, cause: unknown): StorageError {
  return new StorageError('busy', `${file} is in use: stop the server that runs on it, then restore again.`, {
    cause,
  })
}

async function copyBackup(
  { backup, force = false }: RestoreOptions,
  restoring: string,
  warnings: string[],
): Promise<void> {
  if (!existsSync(backup)) throw new StorageError('io', `There is no file ${backup}.`)
  if (!statSync(backup).isFile())
    throw new StorageError('io', `${backup} is no file: expected the one that \`ripcord backup\` made.`)
  copyFileSync(backup, restoring)
  const seal = breakSeal(restoring)
  if (seal === 'broken') throw noBackup(backup, 'its bytes are not those that `ripcord backup` wrote')
  if (seal === 'missing' && !force) throw noBackup(backup, noSeal)
  if (seal === 'missing') warnings.push(`${backup} has no checksum: nothing vouches for its bytes.`)
  if (existsSync(`${backup}-wal`)) copyFileSync(`${backup}-wal`, `${restoring}-wal`)
  const db = await openDatabase({ file: restoring, create: false, pause: sleep }).catch((error: unknown) => {
    throw noBackup(backup, `${findingOf(error)}; expected a file that \`ripcord backup\` made`, error)
  })
  try {
    checkIntegrity(db, backup)
    if (db.prepare('SELECT 1 FROM epochs').get() === undefined)
      throw new StorageError('corrupt', `${backup} is no backup of Ripcord: there is no log in it.`)
    // One-time links that were spent since would open again.
    db.exec('DELETE FROM links')
  } finally {
    db.close()
  }
}

const noSeal =
  'it does not end with the checksum that `ripcord backup` puts there, so it is cut off, or a plain copy of a database, ' +
  'and nothing vouches for its bytes. Restore another one, or this one all the same with `--force`'

function noBackup(backup: string, found: string, cause?: unknown): StorageError {
  return new StorageError('corrupt', `${backup} is no backup that can be restored: ${found}`, { cause })
}

/** What SQLite found: our own sentence about it names the copy, which is gone by then. */
function findingOf(error: unknown): string {
  const found = error instanceof StorageError && error.cause !== undefined ? error.cause : error
  return found instanceof Error ? found.message : String(found)
}

async function prepare(
  restoring: string,
  replaced: Replaced | undefined,
  clock: Clock,
  warnings: string[],
): Promise<Pick<RestoreReport, 'epoch' | 'carried' | 'projects'>> {
  const mintAbove = replaced?.epoch ?? noEpoch
  const because = 'a backup was restored'
  const storage = await openSqliteStorage({ file: restoring, clock, mint: because, mintAbove })
  try {
    const projects = await storage.projects.list()
    for (const { key } of projects) {
      const { firstBad } = await storage.changes.verify(key)
      if (firstBad !== undefined)
        warnings.push(`The log of project ${key} does not fit its hashes from revision ${firstBad} on.`)
    }
    const known = new Set(projects.map(({ id }) => id))
    for (const { id, key } of replaced?.projects ?? [])
      if (!known.has(id)) warnings.push(`Project ${key} is not in the backup: it is gone, with its kills.`)
    const epoch = await storage.epochs.current()
    const nothing = { kills: 0, lifted: 0, instances: 0 }
    const carried = replaced ? await carryOver(storage, replaced, clock.now()) : nothing
    const revisions = projects.map(async ({ key }) => ({ key, revision: await storage.changes.head(key) }))
    return { epoch, carried, projects: await Promise.all(revisions) }
  } finally {
    await storage.close()
  }
}

/** At no moment is there no database: a server that starts in between must not make an empty one. */
function swap(file: string, restoring: string, now: Date): string | null {
  syncFile(restoring)
  let aside: string | null = null
  if (existsSync(file)) {
    aside = keepAside(file, now)
    // What is left of a damaged one would be taken for the new one's.
    for (const part of ['-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, aside + part)
  }
  renameSync(restoring, file)
  rmSync(seenFile(file), { force: true })
  if (existsSync(seenFile(restoring))) renameSync(seenFile(restoring), seenFile(file))
  syncFolderOf(file)
  return aside
}

/** Links the file to a name of its own: one that was kept aside in the same second is not written over. */
function keepAside(file: string, now: Date): string {
  const second = `${file}.replaced-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
  for (let n = 1; ; n++) {
    const aside = n === 1 ? second : `${second}-${n}`
    try {
      linkSync(file, aside)
      return aside
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function removeDatabase(file: string): void {
  for (const part of ['', '-wal', '-shm', '-journal', '.seen', '.lock']) rmSync(file + part, { force: true })
}
