import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, type FileRead, readFileSafely, replaceFile, temporarySuffix } from './safe-file.js'

/** The folder of one SDK key's cache. */
export interface CacheFolder {
  readonly path: string
  names(): string[]
  /** As `readFileSafely` does. */
  read(name: string, maxBytes: number, headBytes?: number): FileRead
  /** As `replaceFile` does. */
  replace(bytes: Uint8Array, choose: () => string | undefined): Promise<void>
  /** Dates a file now; rejects where there is none. */
  touch(name: string): Promise<void>
  /** Puts a file aside that can't be used, as the one `.corrupt` that is kept for whoever looks into it. */
  setAside(name: string): void
  remove(name: string): void
}

const corruptName = 'cache.corrupt'
const abandonedAfterMs = 3_600_000

/** Makes the folder where it is missing: ours, 0700. Throws an Error that says why it can't be used. */
export function openFolder(base: string, name: string): CacheFolder {
  makeFolders(base)
  const path = join(base, name)
  makeFolder(path)
  ensureOurs(path)
  const folder: CacheFolder = {
    path,
    names: () => readdirSync(path),
    read: (file, maxBytes, headBytes) => readFileSafely(join(path, file), maxBytes, headBytes),
    replace: (bytes, choose) => replaceFile(path, bytes, choose),
    touch(file) {
      const now = new Date()
      return utimes(join(path, file), now, now)
    },
    setAside: (file) => quietly(() => renameSync(join(path, file), join(path, corruptName))),
    remove: (file) => quietly(() => unlinkSync(join(path, file))),
  }
  removeAbandoned(folder)
  return folder
}

/**
 * A folder and what is missing above it, each level tried once: Node's own `recursive` tries for ever where none can be
 * made below one that is there, as in /proc.
 */
function makeFolders(path: string): void {
  if (existsSync(path)) return
  const above = dirname(path)
  if (above !== path) makeFolders(above)
  makeFolder(path)
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

// In a folder that all users share somebody else may have made one of our name, to read what we write or to have us
// read what they wrote.
function ensureOurs(path: string): void {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) throw new Error(`${path} is no folder`)
  if (process.getuid !== undefined && stat.uid !== process.getuid())
    throw new Error(`${path} belongs to another user`)
  if ((stat.mode & 0o077) !== 0) chmodSync(path, 0o700)
}

/** Temporary files of writers that died. Those of living writers are seconds old. */
function removeAbandoned(folder: CacheFolder): void {
  for (const name of folder.names()) {
    if (!name.endsWith(temporarySuffix)) continue
    quietly(() => {
      if (Date.now() - statSync(join(folder.path, name)).mtimeMs > abandonedAfterMs) folder.remove(name)
    })
  }
}

function quietly(action: () => void): void {
  try {
    action()
  } catch {
    // Another process that shares the folder was first, or it is read-only: neither is in the way.
  }
}
