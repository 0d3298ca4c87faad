import { fileURLToPath } from 'node:url'
import { startChild, story } from '../../../harness/child.js'
import type { Scope } from '../../../harness/scope.js'
import { waitFor } from '../../../harness/wait-for.js'
import { type FromWsServer, now } from '../messages.js'

export interface WsServer {
  readonly port: number
  /** Asks it over HTTP to write a frame of so many bytes to all; answers when it was answered, before it writes. */
  write(frameBytes: number): Promise<{ round: number; answeredAt: number }>
  /** The same; milliseconds from its answer to the last answer of a client. */
  broadcast(frameBytes: number): Promise<number>
}

export async function startWsServer(scope: Scope): Promise<WsServer> {
  const child = startChild(scope, {
    program: fileURLToPath(new URL('./ws-server.js', import.meta.url)),
    ipc: true,
  })
  const heard: FromWsServer[] = []
  child.onMessage((message) => heard.push(message as FromWsServer))
  const stopWhen = (): string | undefined => (child.exit === undefined ? undefined : story(child))
  const { port } = await waitFor(
    'the raw server',
    () => heard.find((message) => message.type === 'listening'),
    { stopWhen },
  )
  const write: WsServer['write'] = async (frameBytes) => {
    const response = await fetch(`http://127.0.0.1:${port}/${frameBytes}`, { method: 'POST' })
    const round = Number(await response.text())
    return { round, answeredAt: now() }
  }
  return {
    port,
    write,
    async broadcast(frameBytes) {
      const { round, answeredAt } = await write(frameBytes)
      const { lastAt } = await waitFor(
        'the raw clients to answer',
        () => heard.find((message) => message.type === 'allAnswered' && message.round === round),
        { everyMs: 1, stopWhen },
      ).then((message) => message as Extract<FromWsServer, { type: 'allAnswered' }>)
      return lastAt - answeredAt
    },
  }
}
