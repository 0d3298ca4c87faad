import { createHash } from 'node:crypto'
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

/** What a backup ends with. SQLite reads as many pages as its header says, and does not see it. */
const word = '\nripcord backup, sha256 '
const sealBytes = word.length + 64 + 1
/** A database is whole pages; with a seal behind it, a file is not. */
const pageBytes = 4096
const chunkBytes = 1024 * 1024

/** Puts the checksum of a file at its end: a database has none, and a bit that was lost would be restored. */
export function sealBackup(path: string): void {
  const file = openSync(path, 'r+')
  try {
    const { size } = fstatSync(file)
    writeSync(file, sealOf(file, size), size)
  } finally {
    closeSync(file)
  }
}

/**
 * Takes the checksum off again. A plain copy of a database has none.
 *
 * @returns what is wrong with the file, if anything
 */
export function breakSeal(path: string): string | undefined {
  const file = openSync(path, 'r+')
  try {
    const { size } = fstatSync(file)
    if (size % pageBytes === 0) return undefined
    const end = Math.max(0, size - sealBytes)
    const bytes = Buffer.alloc(sealBytes)
    const seal = bytes.toString('latin1', 0, readSync(file, bytes, 0, sealBytes, end))
    if (!seal.startsWith(word))
      return 'it does not end with the checksum that `ripcord backup` puts there, as if it were cut off'
    if (seal !== sealOf(file, end)) return 'its bytes are not those that `ripcord backup` wrote'
    ftruncateSync(file, end)
    return undefined
  } finally {
    closeSync(file)
  }
}

function sealOf(file: number, size: number): string {
  return `${word}${checksumOf(file, size)}\n`
}

function checksumOf(file: number, size: number): string {
  const hash = createHash('sha256')
  const chunk = Buffer.alloc(chunkBytes)
  for (let at = 0; at < size; ) {
    const read = readSync(file, chunk, 0, Math.min(chunkBytes, size - at), at)
    if (read === 0) break
    hash.update(chunk.subarray(0, read))
    at += read
  }
  return hash.digest('hex')
}
