import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StorageError } from '../storage.js'
import { checkIntegrity, openDatabase } from './database.js'
import { toStorageError } from './errors.js'
import { sealBackup } from './seal.js'
import { syncFile, syncFolderOf } from './sync.js'

/** Pages copied at a time; between two times writers get on. */
const pagesAtATime = 10_000

export interface BackupReport {
  file: string
  bytes: number
}

/**
 * Copies a database, in use or not, to one new file as it stood at one moment. The key file is no part of it.
 *
 * @throws StorageError
 */
export async function backupSqlite(options: { file: string; to: string }): Promise<BackupReport> {
  const { file, to } = options
  if (existsSync(to) && statSync(to).isDirectory())
    throw new StorageError('io', `${to} is a folder: give a file in it.`)
  if (existsSync(to)) throw new StorageError('io', `${to} is there already: choose a name of its own.`)
  const folder = dirname(to)
  if (!existsSync(folder))
    throw new StorageError(
      'io',
      `${to} can't be made: there is no folder ${folder}. Make it first, or name another.`,
    )
  const partial = `${to}.partial`
  // To read alone: closing it must fold no WAL in that is damaged and still can be looked at.
  const source = await openDatabase({ file, create: false, readOnly: true, pause: sleep })
  try {
    rmSync(partial, { force: true })
    await source.backup(partial, { progress: () => pagesAtATime })
    await checkAndSeal(partial)
    renameSync(partial, to)
    syncFolderOf(to)
    return { file: to, bytes: statSync(to).size }
  } catch (error) {
    rmSync(partial, { force: true })
    throw toStorageError(error, to)
  } finally {
    source.close()
  }
}

/** What was never read back is no backup. */
async function checkAndSeal(partial: string): Promise<void> {
  chmodSync(partial, 0o600)
  const copy = await openDatabase({ file: partial, create: false, pause: sleep })
  try {
    checkIntegrity(copy, partial)
  } finally {
    copy.close()
  }
  sealBackup(partial)
  syncFile(partial)
}
