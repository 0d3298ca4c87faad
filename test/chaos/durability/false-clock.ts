import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scope } from '../../harness/scope.js'
import { tempDir } from '../../harness/temp-dir.js'

/** A wall clock that can be set while processes run by it; their monotonic clocks go on (libfaketime). */
export interface FalseClock {
  /** For the processes that are to have it. */
  readonly env: { readonly [name: string]: string }
  /** Sets it that far from the true time. */
  setDays(days: number): void
}

/** Why this machine has none; undefined where it has. */
export function noFalseClock(): string | undefined {
  return findLibrary() === undefined
    ? 'there is no libfaketimeMT.so.1: install libfaketime (Debian: faketime)'
    : undefined
}

export function openFalseClock(scope: Scope, name: string): FalseClock {
  const file = join(tempDir(scope, name), 'clock')
  const clock: FalseClock = {
    env: {
      LD_PRELOAD: findLibrary() ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    setDays: (days) => writeFileSync(file, `${days < 0 ? '' : '+'}${days}d\n`),
  }
  clock.setDays(0)
  return clock
}

/** Debian keeps it in a folder of the machine's architecture. */
function findLibrary(): string | undefined {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : []
  return folders
    .map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`)
    .find((path) => existsSync(path))
}
