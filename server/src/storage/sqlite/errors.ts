import { SqliteError } from 'better-sqlite3'
import { StorageError } from '../storage.js'

/** Whether somebody else holds the lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/** Whether there is no space; without any, the index of the WAL can't grow either. */
export function isFull(error: unknown): boolean {
  return (
    error instanceof SqliteError && (error.code === 'SQLITE_FULL' || error.code === 'SQLITE_IOERR_SHMSIZE')
  )
}

/** Whether the disk failed under it. */
export function isIo(error: unknown): boolean {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_IOERR') && !isFull(error)
}

/** The port's error for SQLite's; what is not SQLite's, and a broken constraint, comes back as it is. */
export function toStorageError(error: unknown, file: string): unknown {
  if (!(error instanceof SqliteError)) return error
  const options = { cause: error }
  if (isFull(error))
    return new StorageError(
      'full',
      `No space for ${file}: free some, reads and streams go on meanwhile.`,
      options,
    )
  if (isBusy(error))
    return new StorageError('busy', `${file} is held by another process: try again.`, options)
  if (error.code.startsWith('SQLITE_READONLY'))
    return new StorageError('readonly', `${file} can't be written: check its owner and mode.`, options)
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB')
    return new StorageError('corrupt', corruptText(file, error.message), options)
  if (error.code.startsWith('SQLITE_CANTOPEN'))
    return new StorageError(
      'io',
      `${file} can't be opened: check that its folder is there, on a disk that is mounted for writing, and belongs to who runs this.`,
      options,
    )
  if (isIo(error))
    return new StorageError(
      'io',
      `Reading or writing ${file} failed (${error.code}): look at its disk.`,
      options,
    )
  return error
}

/** What to do about a damaged file. */
export function corruptText(file: string, finding: string): string {
  return `${file} is damaged (${finding}). Keep a copy of it aside and restore the newest backup with \`ripcord restore <backup>\`.`
}
