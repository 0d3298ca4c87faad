import { type ChildProcess, type Serializable, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Scope } from './scope.js'
import { waitFor } from './wait-for.js'

export interface ChildOptions {
  /** A compiled program of ours, or the path of one that is none of Node's. */
  program: string
  isNative?: boolean
  args?: readonly string[]
  env?: { readonly [name: string]: string | undefined }
  cwd?: string
  /** Whether messages go to and fro (`send`, `onMessage`). */
  ipc?: boolean
  /** A command that becomes the process, with the process's own as its last words: `nsenter …`. */
  through?: readonly string[]
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A process that we started. It never outlives the scope that started it, nor this process. */
export interface Child {
  readonly pid: number
  /** Lines of stdout and of stderr, as they came. */
  readonly out: readonly string[]
  readonly err: readonly string[]
  readonly exit: Exit | undefined
  readonly exited: Promise<Exit>
  /** The first line of stdout that `pick` answers something for. Fails with the child's output when it exits before. */
  line<T>(pick: (line: string) => T | undefined, timeoutMs?: number): Promise<T>
  signal(signal: NodeJS.Signals): void
  /** SIGTERM, then after `graceMs` SIGKILL. Resolves when it is gone. */
  stop(graceMs?: number): Promise<Exit>
  kill(): Promise<Exit>
  send(message: Serializable): void
  onMessage(listener: (message: unknown) => void): void
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export function startChild(scope: Scope, options: ChildOptions): Child {
  const { program, isNative = false, args = [], env = {}, cwd, ipc = false, through = [] } = options
  const own = isNative ? [program] : [process.execPath, program]
  const [command = process.execPath, ...words] = [...through, ...own, ...args]
  const process_ = spawn(command, words, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ipc ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  })
  running.add(process_)
  const out = collectLines(process_.stdout)
  const err = collectLines(process_.stderr)
  let exit: Exit | undefined
  const exited = once(process_, 'close').then(([code, signal]): Exit => {
    running.delete(process_)
    exit = { code, signal }
    return exit
  })
  // A process that was told to end before it began to read has no channel any more: nothing is lost by that.
  process_.on('error', (error) => err.push(String(error)))

  const child: Child = {
    pid: process_.pid ?? -1,
    out,
    err,
    get exit() {
      return exit
    },
    exited,
    line: (pick, timeoutMs = 30_000) =>
      waitFor(
        `a line of ${program}`,
        () => {
          const found = out.map((line) => pick(line)).find((picked) => picked !== undefined)
          return found === undefined ? undefined : { found }
        },
        { timeoutMs, everyMs: 5, stopWhen: () => (exit === undefined ? undefined : story(child)) },
      ).then(({ found }) => found),
    signal: (signal) => {
      process_.kill(signal)
    },
    async stop(graceMs = 10_000) {
      // A stopped process does not see SIGTERM before it goes on.
      process_.kill('SIGCONT')
      process_.kill('SIGTERM')
      const timer = setTimeout(() => process_.kill('SIGKILL'), graceMs)
      const how = await exited
      clearTimeout(timer)
      return how
    },
    kill() {
      process_.kill('SIGKILL')
      return exited
    },
    send: (message) => {
      if (process_.connected) process_.send(message)
    },
    onMessage: (listener) => {
      process_.on('message', listener)
    },
  }
  scope.defer(() => (exit === undefined ? child.kill() : undefined))
  return child
}

/** What a child said and how it ended, for the message of a failed test. */
export function story(child: Child): string {
  const how = child.exit === undefined ? 'is running' : `exited with ${child.exit.code ?? child.exit.signal}`
  return [`Process ${child.pid} ${how}`, ...child.out.slice(-30), ...child.err.slice(-30)].join('\n  ')
}

function collectLines(stream: NodeJS.ReadableStream | null): string[] {
  const lines: string[] = []
  if (stream !== null) createInterface({ input: stream }).on('line', (line) => lines.push(line))
  return lines
}
