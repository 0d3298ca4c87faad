import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Child } from '../../harness/child.js'

export interface Memory {
  /** Bytes. */
  rss: number
  heapUsed: number
  external: number
}

/** Lets a program that was started with this environment be asked by `memoryOf`. */
export const probeEnv = {
  NODE_OPTIONS: `--import=${new URL('./memory-probe.js', import.meta.url).href}`,
} as const

/** What a server holds once its garbage is collected. */
export async function memoryOf(child: Child): Promise<Memory> {
  const asked = child.out.filter((line) => line.startsWith('memory ')).length + 1
  child.signal('SIGUSR2')
  return child.line((line) => {
    if (!line.startsWith('memory ')) return undefined
    const memory = JSON.parse(line.slice('memory '.length)) as Memory & { asked: number }
    return memory.asked === asked ? memory : undefined
  })
}

/** What a process holds, its garbage included. */
export function residentBytes(pid: number): number {
  if (process.platform === 'linux') {
    const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kib) * 1024
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024
}
