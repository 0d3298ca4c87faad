import { createHash } from 'node:crypto'
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

/** What a backup ends with. SQLite reads as many pages as its header says, and does not see it. */
const word = '\nripcord backup, sha256 '
const sealBytes = word.length + 64 + 1
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
 * - `missing`: a plain copy of a database has no checksum, nor has a backup whose end was cut off.
 * - `broken`: the bytes are other ones than those that were sealed.
 */
export type SealFinding = 'whole' | 'missing' | 'broken'

/** Takes the checksum off again, where it is there. */
export function breakSeal(path: string): SealFinding {
  const file = openSync(path, 'r+')
  try {
    const { size } = fstatSync(file)
    const end = Math.max(0, size - sealBytes)
    const bytes = Buffer.alloc(sealBytes)
    const seal = bytes.toString('latin1', 0, readSync(file, bytes, 0, sealBytes, end))
    if (!seal.startsWith(word)) return 'missing'
    if (seal !== sealOf(file, end)) return 'broken'
    ftruncateSync(file, end)
    return 'whole'
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
