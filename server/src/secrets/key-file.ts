import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../clock.js'

const secretBytes = 32

const keyFileSchema = z.object({
  secret: z.base64url().refine((text) => Buffer.from(text, 'base64url').length === secretBytes),
  createdAt: z.iso.datetime(),
})

export interface KeyFile {
  secret: Uint8Array
  createdAt: Date
}

/** Hears the sentence on a key file that others may read; throws it, where such a key is not to be used. */
export type OnOpenMode = (sentence: string) => void

/**
 * Reads the key file, or makes it.
 *
 * @throws Error with a sentence for the operator, where it is no key file.
 */
export function readOrMakeKeyFile(
  path: string,
  clock: Clock,
  random: (bytes: number) => Uint8Array,
  onOpenMode: OnOpenMode,
): KeyFile {
  return readKeyFile(path, onOpenMode) ?? makeKeyFile(path, clock, random, onOpenMode) ?? fail(path)
}

/** Undefined where there is none. */
function readKeyFile(path: string, onOpenMode: OnOpenMode): KeyFile | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`The key file ${path} can't be read: give it to the user that runs Ripcord`, {
      cause: error,
    })
  }
  try {
    const found = fstatSync(file)
    if (found.isDirectory())
      throw new Error(`The key file ${path} is a folder: move it aside, and put the key file in its place`)
    tellOpenMode(path, found.mode, onOpenMode)
    const { secret, createdAt } = keyFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { secret: Buffer.from(secret, 'base64url'), createdAt: new Date(createdAt) }
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) throw damaged(path, error)
    throw error
  } finally {
    closeSync(file)
  }
}

function tellOpenMode(path: string, mode: number, onOpenMode: OnOpenMode): void {
  // Windows has no such bits.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  const seen = (mode & 0o777).toString(8).padStart(4, '0')
  onOpenMode(`The key file ${path} has mode ${seen}, so that others can read it: run \`chmod 600 ${path}\``)
}

/** Undefined where another process was first. A reader sees the whole file or none. */
function makeKeyFile(
  path: string,
  clock: Clock,
  random: (bytes: number) => Uint8Array,
  onOpenMode: OnOpenMode,
): KeyFile | undefined {
  const made: KeyFile = { secret: random(secretBytes), createdAt: clock.now() }
  const secret = Buffer.from(made.secret).toString('base64url')
  const temporary = `${path}.${process.pid}`
  writeDurably(temporary, `${JSON.stringify({ secret, createdAt: made.createdAt.toISOString() })}\n`)
  try {
    // A link fails where the name is taken; a rename would replace the key of whoever was first.
    linkSync(temporary, path)
    syncFolder(dirname(path))
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readKeyFile(path, onOpenMode)
    throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function damaged(path: string, cause: unknown): Error {
  return new Error(
    `${path} is no key file of Ripcord: put the right one back from a backup (or, where it is lost, move it aside: a new one is made, and secrets that the old one sealed must be entered again)`,
    { cause },
  )
}

function fail(path: string): never {
  throw new Error(`The key file ${path} came and went while it was made`)
}
