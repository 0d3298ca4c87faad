import { constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Clock } from '../../clock.js'
import { type Storage, StorageError } from '../storage.js'
import { openSqliteStorage } from './open.js'

const copyTries = 5

/**
 * Opens a copy of a database on which no server runs, in a folder of its own that is gone when it is closed. Opened in
 * its place, SQLite would fold the WAL in and remove it, and with it what tells of changes that can't be read.
 *
 * @throws StorageError
 */
export async function openAside(file: string, clock: Clock): Promise<Storage> {
  const folder = mkdtempSync(join(tmpdir(), 'ripcord-aside-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const copy = join(folder, basename(file))
  try {
    copyAtRest(file, copy)
    const storage = await openSqliteStorage({ file: copy, clock, mint: false, checkIntegrity: true })
    return { ...storage, close: () => storage.close().finally(remove) }
  } catch (error) {
    remove()
    throw toldOf(file, copy, error)
  }
}

/** Database and WAL as they stood together. */
function copyAtRest(file: string, copy: string): void {
  const parts = ['', '-wal']
  const stand = () =>
    parts.map((part) => {
      const found = statSync(file + part, { throwIfNoEntry: false })
      return found === undefined ? 'none' : `${found.size} ${found.mtimeMs}`
    })
  for (let left = copyTries; left > 0; left--) {
    const before = stand()
    for (const [n, part] of parts.entries()) {
      rmSync(copy + part, { force: true })
      if (before[n] !== 'none') copyFileSync(file + part, copy + part, constants.COPYFILE_FICLONE)
    }
    if (stand().join() === before.join()) return
  }
  throw new StorageError('busy', `${file} is being written to: try again.`)
}

/** An operator has the file, and not the copy. */
function toldOf(file: string, copy: string, error: unknown): unknown {
  if (error instanceof StorageError)
    return new StorageError(error.code, error.message.replaceAll(copy, file), { cause: error })
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ENOSPC') return error
  return new StorageError(
    'full',
    `There is no room in ${tmpdir()} for a copy of ${file}: set TMPDIR to a folder that has.`,
  )
}
