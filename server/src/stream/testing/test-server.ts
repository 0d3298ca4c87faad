import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ClientMessage, messageEvent, type Report, type ServerMessage, streamPath } from '@ripcord/sync'
import { io, type Socket } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../clock.js'
import { createStream, type Stream, type StreamDeps } from '../index.js'
import { type TestHub, testHub } from './test-hub.js'

export const goodKey = 'rip_srv_good'
export const stagingKey = 'rip_srv_staging'
export const clientKey = 'rip_cli_browser'

/** An acknowledgement that changes nothing. */
export const emptyWord: ClientMessage = {
  type: 'ack',
  count: 1,
  epoch: '0'.repeat(26),
  applied: 0,
  whole: false,
  added: [],
  removed: [],
  notServing: [],
}

export interface TestServer extends TestHub {
  url: string
  server: Server
  stream: Stream
  reports: { environmentId: string; report: Report }[]
}

/** The stream on a real server. */
export async function testServer(parts: Partial<StreamDeps> = {}): Promise<TestServer> {
  const test = await testHub()
  const reports: TestServer['reports'] = []
  const stream = createStream({
    storage: test.storage,
    keyRing: test.keyRing,
    clock: systemClock,
    log: test.log,
    authenticate: async (key) => {
      if (key === goodKey) return { type: 'ok', environmentId: 'env-production', keyId: 'good' }
      if (key === stagingKey) return { type: 'ok', environmentId: 'env-staging', keyId: 'staging' }
      if (key === clientKey) return { type: 'refused', status: 403, because: 'client keys are for OFREP' }
      return { type: 'refused', status: 401, because: 'This SDK key is not known here.' }
    },
    adoptKill: async (_environmentId, { killId }) => ({ type: 'adopted', killId }),
    report: (environmentId, report) => reports.push({ environmentId, report }),
    ...parts,
  })
  await stream.start()
  const server = createServer((request, response) => {
    if (!stream.handle(request, response)) response.writeHead(404).end('not the stream')
  })
  stream.attach(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await stream.close({ reconnectAfterMs: 0 })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { ...test, url: `http://127.0.0.1:${port}`, server, stream, reports }
}

export interface TestClient {
  socket: Socket
  got: ServerMessage[]
  say(message: unknown): void
}

/** A real socket.io client; it is not awaited. */
export function client(url: string, auth: object = { sdkKey: goodKey }, namespace = ''): TestClient {
  const socket = io(url + namespace, {
    path: streamPath,
    transports: ['websocket'],
    auth,
    reconnection: false,
    forceNew: true,
  })
  const got: ServerMessage[] = []
  socket.on(messageEvent, (message: ServerMessage) => got.push(message))
  onTestFinished(() => {
    socket.disconnect()
  })
  return { socket, got, say: (message) => socket.emit(messageEvent, message) }
}

/** What comes with the next event of a name. */
export function heard({ socket }: TestClient, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve))
}

/** Waits for what a test expects to come about. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
