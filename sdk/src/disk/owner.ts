import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'
import { isRecord } from '../json.js'
import { codeOf } from './safe-file.js'

/** Which client in which process a file belongs to. */
export interface Owner {
  pid: number
  thread: number
  /** When the process began, as the kernel counts it: a process id is used again. */
  started: string
  /** Within which its process id means something: one boot of one machine, or one container of it. */
  space: string
}

/**
 * An owner that can't be asked (another container, another thread of this process) is gone when its file has not been
 * touched for so long; those that live touch theirs every `touchEveryMs`.
 */
const silentAfterMs = 15 * 60_000
export const touchEveryMs = 5 * 60_000

let us: Owner | undefined

export function thisOwner(): Owner {
  us ??= { pid: process.pid, thread: threadId, started: startOf(process.pid), space: thisSpace() }
  return us
}

/**
 * Whether the client that wrote a file is surely gone. To take a living one for gone would let a kill count as safe
 * while that one still serves the killed variant; the other mistake only makes somebody wait.
 */
export function isGone(owner: Owner, bootId: string, silentMs: number): boolean {
  const us = thisOwner()
  if (owner.space !== us.space) return silentMs > silentAfterMs
  if (owner.pid === us.pid && owner.started === us.started) {
    if (owner.thread !== us.thread) return silentMs > silentAfterMs
    return !livingBoots().has(bootId)
  }
  return !isRunning(owner.pid) || startOf(owner.pid) !== owner.started
}

/** Boot ids of the clients of this thread; shared by all copies of this module that it has loaded. */
export function livingBoots(): Set<string> {
  const shared = globalThis as { [living]?: Set<string> }
  shared[living] ??= new Set()
  return shared[living]
}
const living = Symbol.for('ripcord.living-boots')

export function isOwner(value: unknown): value is Owner {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value['pid']) &&
    (value['pid'] as number) > 0 &&
    Number.isSafeInteger(value['thread']) &&
    typeof value['started'] === 'string' &&
    typeof value['space'] === 'string'
  )
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}

function thisSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in brackets, may hold anything; what follows is counted from its end.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
