import { readFileSync, rmSync, writeFileSync } from 'node:fs'

/*
 * Where a running server is reached, in a file of its data folder: the command line prints links with it, whose own
 * environment may name another port.
 */

/** A server that can't say so is one all the same: on a full disk it still takes kills. */
export function writeAddress(file: string, url: string): void {
  try {
    writeFileSync(file, `${url}\n`, { mode: 0o600 })
  } catch {
    removeAddress(file)
  }
}

export function removeAddress(file: string): void {
  rmSync(file, { force: true })
}

/** Undefined where none is written. */
export function readAddress(file: string): string | undefined {
  try {
    const url = readFileSync(file, 'utf8').trim()
    return URL.canParse(url) ? url : undefined
  } catch {
    return undefined
  }
}
