import { fileURLToPath } from 'node:url'
import { startChild, story } from '../../harness/child.js'
import type { Scope } from '../../harness/scope.js'
import { waitFor } from '../../harness/wait-for.js'
import { type FromWsServer, now } from './messages.js'

export interface WsServer {
  readonly url: string
  /** Asks it over HTTP to write its frame to all; milliseconds from its answer to the last answer of a client. */
  broadcast(): Promise<number>
}

export async function startWsServer(scope: Scope, frameBytes: number): Promise<WsServer> {
  const child = startChild(scope, {
    program: fileURLToPath(new URL('./ws-server.js', import.meta.url)),
    args: [String(frameBytes)],
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
  return {
    url: `ws://127.0.0.1:${port}`,
    async broadcast() {
      const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST' })
      const round = Number(await response.text())
      const answeredAt = now()
      const { lastAt } = await waitFor(
        'the raw clients to answer',
        () => heard.find((message) => message.type === 'allAnswered' && message.round === round),
        { everyMs: 1, stopWhen },
      ).then((message) => message as Extract<FromWsServer, { type: 'allAnswered' }>)
      return lastAt - answeredAt
    },
  }
}
