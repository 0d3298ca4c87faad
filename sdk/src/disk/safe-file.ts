import { closeSync, constants, fstatSync, openSync, readSync, renameSync } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { messageOf } from '../describe.js'

export type FileRead =
  | { type: 'absent' }
  | { type: 'read'; bytes: Buffer; modifiedAt: number }
  | { type: 'refused'; because: string }

/**
 * A whole file of ours. Refused where it is none, or might be somebody else's: a link, a pipe, another user's, more
 * than `maxBytes`. Synchronous: it is read before the first evaluation. `headBytes` reads its beginning alone. Never
 * throws.
 */
export function readFileSafely(path: string, maxBytes: number, headBytes = maxBytes): FileRead {
  let descriptor: number
  try {
    // Not blocking: opening a pipe that nobody writes to would wait for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { type: 'absent' }
    return { type: 'refused', because: codeOf(error) === 'ELOOP' ? 'it is a link' : messageOf(error) }
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) return { type: 'refused', because: 'it is no file' }
    if (process.getuid !== undefined && stat.uid !== process.getuid())
      return { type: 'refused', because: 'it belongs to another user' }
    if (stat.size > maxBytes)
      return { type: 'refused', because: `it has ${stat.size} bytes, at most ${maxBytes} are read` }
    const bytes = Buffer.alloc(Math.min(stat.size, headBytes))
    let filled = 0
    while (filled < bytes.length) {
      const count = readSync(descriptor, bytes, filled, bytes.length - filled, filled)
      if (count === 0) break
      filled += count
    }
    return { type: 'read', bytes: bytes.subarray(0, filled), modifiedAt: stat.mtimeMs }
  } catch (error) {
    return { type: 'refused', because: messageOf(error) }
  } finally {
    closeSync(descriptor)
  }
}

let temporaries = 0

/**
 * Puts `bytes` in place of a file of the folder as one step, on disk when it settles: a crash at any moment leaves the
 * old file or the new one. `choose` names the file when everything is ready for it, at the last moment, or undefined
 * where it is not wanted any more. Rejects with what the file system said.
 */
export async function replaceFile(
  folder: string,
  bytes: Uint8Array,
  choose: () => string | undefined,
): Promise<void> {
  temporaries += 1
  const temporary = join(folder, `${process.pid}-${threadId}-${temporaries}${temporarySuffix}`)
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
    const file = await open(temporary, flags, 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    const name = choose()
    if (name === undefined) return await unlink(temporary)
    renameSync(temporary, join(folder, name))
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  await syncFolder(folder)
}

/** What a writer that died leaves behind ends so. */
export const temporarySuffix = '.tmp'

/** So that the new name itself survives a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' ? code : undefined
}
