import { statSync } from 'node:fs'
import { StorageError } from '../storage.js'
import { named, readSeen, seenFile } from './seen.js'

/**
 * Refuses a database that is empty or gone where one with a log stood: a new one in its place would serve nothing of
 * what SDKs hold, and SQLite throws away the WAL beside an empty file.
 *
 * @throws StorageError `corrupt`
 */
export function refuseEmptied(file: string): void {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size
  if (bytes !== undefined && bytes > 0) return
  const kept = seenFile(file)
  const seen = readSeen(kept)
  const stood = Object.entries(seen?.revisions ?? {}).filter(([, revision]) => revision > 0)
  if (seen === undefined || stood.length === 0) return
  const what = stood
    .map(([id, revision]) => `${named(seen, id)} stood here at revision ${revision}`)
    .join(', ')
  throw new StorageError(
    'corrupt',
    `${file} is ${bytes === undefined ? 'missing' : 'empty'}, but ${what}: restore a backup with ` +
      `\`ripcord restore <backup>\`, or move ${kept} aside to begin anew.`,
  )
}
