import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Scope } from '../../harness/scope.js'
import { tempDir } from '../../harness/temp-dir.js'

const libraries = ['fiu_run_preload.so', 'fiu_posix_preload.so'].map((name) => `/usr/lib/fiu/${name}`)

/** Lets calls of a process to the system fail, by chance, while it runs (libfiu). */
export interface FailingDisk {
  /** For the process whose calls can be made to fail. */
  readonly env: { readonly [name: string]: string }
  /** From now on this share of its fsyncs fails, with EIO. */
  failFsync(pid: number, probability: number): void
  heal(pid: number): void
}

/** Why this machine has none; undefined where it has. */
export function noFailingDisk(): string | undefined {
  const lacks = libraries.find((library) => !existsSync(library))
  return lacks === undefined ? undefined : `there is no ${lacks}: install libfiu (Debian: fiu-utils)`
}

export function openFailingDisk(scope: Scope): FailingDisk {
  const pipes = join(tempDir(scope, 'fiu'), 'control')
  const tell = (pid: number, command: string): void => {
    execFileSync('fiu-ctrl', ['-f', pipes, '-c', command, String(pid)], { timeout: 10_000, stdio: 'pipe' })
  }
  const point = 'name=posix/io/sync/fsync'
  return {
    env: { LD_PRELOAD: libraries.join(' '), FIU_CTRL_FIFO: pipes },
    failFsync: (pid, probability) =>
      // The number of EIO: what a disk says that can't.
      tell(pid, `enable_random ${point},probability=${probability},failinfo=5`),
    heal: (pid) => tell(pid, `disable ${point}`),
  }
}
