import { fileURLToPath } from 'node:url'
import { startChild, story } from '../../../harness/child.js'
import type { Scope } from '../../../harness/scope.js'
import { waitFor } from '../../../harness/wait-for.js'
import { type FromPeer, now } from '../messages.js'

export interface Peer {
  readonly port: number
  readonly pid: number
  /** Asks it over HTTP to send so many bytes to all; answers when it was answered, before it writes. */
  write(frameBytes: number): Promise<{ round: number; answeredAt: number }>
  /** The same; milliseconds from its answer to the last answer of a client. */
  broadcast(frameBytes: number): Promise<number>
}

const programs = {
  ws: new URL('./ws-server.js', import.meta.url),
  io: new URL('./io-server.js', import.meta.url),
}

/** Raw websockets, or socket.io and nothing else. */
export async function startPeer(scope: Scope, kind: 'ws' | 'io'): Promise<Peer> {
  const child = startChild(scope, {
    program: fileURLToPath(programs[kind]),
    ipc: true,
  })
  const heard: FromPeer[] = []
  child.onMessage((message) => heard.push(message as FromPeer))
  const stopWhen = (): string | undefined => (child.exit === undefined ? undefined : story(child))
  const { port } = await waitFor(
    `the ${kind} server`,
    () => heard.find((message) => message.type === 'listening'),
    { stopWhen },
  )
  const write: Peer['write'] = async (frameBytes) => {
    const response = await fetch(`http://127.0.0.1:${port}/${frameBytes}`, { method: 'POST' })
    const round = Number(await response.text())
    return { round, answeredAt: now() }
  }
  return {
    port,
    pid: child.pid,
    write,
    async broadcast(frameBytes) {
      const { round, answeredAt } = await write(frameBytes)
      const { lastAt } = await waitFor(
        `the ${kind} clients to answer`,
        () => heard.find((message) => message.type === 'allAnswered' && message.round === round),
        { everyMs: 1, stopWhen },
      ).then((message) => message as Extract<FromPeer, { type: 'allAnswered' }>)
      return lastAt - answeredAt
    },
  }
}
