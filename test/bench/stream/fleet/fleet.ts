import { fileURLToPath } from 'node:url'
import { type Child, startChild, story } from '../../../harness/child.js'
import type { Scope } from '../../../harness/scope.js'
import { waitFor } from '../../../harness/wait-for.js'
import type { ClientsSettings, FromClients } from '../messages.js'

type Serving = Extract<FromClients, { type: 'serving' }>

/** Clients in several processes. */
export interface Fleet {
  readonly size: number
  readonly pids: readonly number[]
  /** Resolves when every client serves `value`: when the first one did, and the last. Ask before it can begin. */
  allServe(value: boolean): Promise<{ firstAt: number; lastAt: number }>
}

/** Starts a process for each of `counts` with so many clients, and waits until all are ready. */
export async function startFleet(
  scope: Scope,
  counts: readonly number[],
  settings: Omit<ClientsSettings, 'count'>,
): Promise<Fleet> {
  const heard: Serving[] = []
  let ready = 0
  const children: Child[] = []
  for (const count of counts) {
    const child = startChild(scope, {
      program: fileURLToPath(new URL('./clients.js', import.meta.url)),
      args: [JSON.stringify({ ...settings, count })],
      ipc: true,
    })
    child.onMessage((raw) => {
      const message = raw as FromClients
      if (message.type === 'ready') ready += 1
      else heard.push(message)
    })
    children.push(child)
  }
  const died = (): string | undefined => {
    const dead = children.find((child) => child.exit !== undefined)
    return dead === undefined ? undefined : story(dead)
  }
  await waitFor('all clients to be ready', () => ready === counts.length, {
    timeoutMs: 180_000,
    everyMs: 50,
    stopWhen: died,
  })
  return {
    size: counts.reduce((sum, count) => sum + count, 0),
    pids: children.map((child) => child.pid),
    async allServe(value) {
      heard.length = 0
      await waitFor(`all clients to serve ${value}`, () => countServing(heard, value) === counts.length, {
        everyMs: 1,
        stopWhen: died,
      })
      return {
        firstAt: Math.min(...heard.map((one) => one.firstAt)),
        lastAt: Math.max(...heard.map((one) => one.lastAt)),
      }
    },
  }
}

function countServing(heard: readonly Serving[], value: boolean): number {
  return heard.filter((one) => one.value === value).length
}
