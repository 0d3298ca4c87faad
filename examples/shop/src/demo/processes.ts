import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { until } from './until.js'

export interface Processes {
  /**
   * Starts a Node program; resolves with the address in the first line that holds one. As an orchestrator would, it
   * starts it again at the same address when it has died.
   */
  start(program: string, env: { readonly [name: string]: string }): Promise<string>
  /** Starts a program that is none of ours; resolves when it answers at `ready`. It is not started again. */
  run(program: string, args: readonly string[], ready: string): Promise<void>
  /** `performance.now()` when the last of them said its address. */
  readonly allUpAt: number
  /** SIGTERM, to the one that was started first at last; SIGKILL to what is still there after three seconds. */
  stopAll(): Promise<void>
}

const restartAfterMs = 1_000

/** `folder`: where they run, and leave what a process that dies may leave. */
export function createProcesses(folder: string): Processes {
  const running: ChildProcess[] = []
  let isEnding = false
  let allUpAt = 0
  // However this process ends: what it started ends with it.
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL')
  })

  async function start(program: string, env: { readonly [name: string]: string }): Promise<string> {
    const child = spawn(process.execPath, [program], {
      cwd: folder,
      env: { ...process.env, ...env },
      // The channel tells a service that we are gone, also where nobody could say so any more.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    running.push(child)
    const url = await firstAddress(program, child)
    allUpAt = performance.now()
    child.once('close', () => setTimeout(() => again(child, program, env, url), restartAfterMs))
    return url
  }

  function again(
    died: ChildProcess,
    program: string,
    env: { readonly [name: string]: string },
    url: string,
  ): void {
    if (isEnding) return
    running.splice(running.indexOf(died), 1)
    start(program, { ...env, PORT: new URL(url).port }).catch((error: unknown) => {
      if (!isEnding) console.error(error)
    })
  }

  async function run(program: string, args: readonly string[], ready: string): Promise<void> {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    running.push(child)
    const said: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
    const end = async (): Promise<void> => {
      const [code] = (await once(child, 'close')) as [number | null]
      if (!isEnding) throw new Error([`${program} ended with ${code}:`, ...said.slice(-10)].join('\n  '))
    }
    const ended = end()
    ended.catch(() => undefined)
    await Promise.race([ended, until(() => isReady(ready), Boolean)])
  }

  return {
    start,
    run,
    get allUpAt() {
      return allUpAt
    },
    async stopAll() {
      isEnding = true
      const [first, ...others] = running.splice(0)
      await Promise.all(others.map(stop))
      if (first !== undefined) await stop(first)
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  return await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function firstAddress(program: string, child: ChildProcess): Promise<string> {
  const said: string[] = []
  const listen = (stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void => {
    if (stream !== null) createInterface({ input: stream }).on('line', onLine)
  }
  return await new Promise<string>((resolve, reject) => {
    const hear = (line: string): void => {
      said.push(line)
      const url = /https?:\/\/[^\s,;)]+/.exec(line)?.[0]
      if (url !== undefined) resolve(url.replace(/\/$/, ''))
    }
    listen(child.stdout, hear)
    listen(child.stderr, (line) => said.push(line))
    child.on('error', reject)
    child.on('close', (code) => reject(new Error([`${program} ended with ${code}:`, ...said].join('\n  '))))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 3_000)
  await closed
  clearTimeout(timer)
}
