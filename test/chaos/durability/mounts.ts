import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Scope } from '../../harness/scope.js'

/** A place where disks of its own are mounted, which nobody else sees and which goes with the scope. */
export interface Mounts {
  /** What starts a process in it; see ChildOptions. */
  readonly through: readonly string[]
  /** Where this process finds what those in it find at `path`. */
  seen(path: string): string
  /** Runs a shell script in it. */
  run(script: string): void
}

/** Why this machine has none; undefined where it has. */
export function noMounts(): string | undefined {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'mounting a disk takes Linux, root and `unshare` (util-linux)'
  }
}

export async function openMounts(scope: Scope): Promise<Mounts> {
  // Ends with its stdin, so that it does not outlive this process however that ends.
  const holder = spawn('unshare', ['-m', '--propagation', 'private', 'sh', '-c', 'echo ready; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  scope.defer(async () => {
    holder.stdin.end()
    if (holder.exitCode === null) await once(holder, 'exit')
  })
  await once(createInterface({ input: holder.stdout }), 'line')
  const through = ['nsenter', '--target', String(holder.pid), '--mount', '--wd=/', '--']
  return {
    through,
    seen: (path) => `/proc/${holder.pid}/root${path}`,
    run: (script) => {
      execFileSync(through[0] ?? '', [...through.slice(1), 'sh', '-ec', script], { stdio: 'pipe' })
    },
  }
}
