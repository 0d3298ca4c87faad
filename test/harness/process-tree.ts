import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Ids of the processes that a process has started and that still run. */
export function childrenOf(pid: number): number[] {
  return parents()
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child)
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function parents(): [pid: number, parent: number][] {
  // Slim images have no ps.
  if (process.platform === 'linux') return readdirSync('/proc').filter(isNumber).flatMap(readParent)
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name)
}

function readParent(name: string): [number, number][] {
  try {
    // `pid (name) state parent …`; the name may hold anything, so the last parenthesis counts.
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return [[Number(name), Number(parent)]]
  } catch {
    return []
  }
}
