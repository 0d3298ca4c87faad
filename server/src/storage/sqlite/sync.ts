import { closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/** Brings a file's bytes to the disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Brings to the disk which names stand in the folder of `path`. */
export function syncFolderOf(path: string): void {
  syncFile(dirname(path))
}
