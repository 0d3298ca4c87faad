// Many services in one process (or a single one): real SDK clients, and beside them as many raw ws clients and as many
// of socket.io alone.
import { once } from 'node:events'
import { type Client, createClient } from '@ripcord/sdk'
import { messageEvent } from '@ripcord/sync'
import { io, type Socket } from 'socket.io-client'
import { WebSocket } from 'ws'
import { type ClientsSettings, type FromClients, now } from '../messages.js'

const settings = JSON.parse(process.argv[2] ?? '{}') as ClientsSettings
const { count, serverUrl, sdkKey, wsUrl, ioUrl, answerBytes, flagKey } = settings
const answer = 'a'.repeat(answerBytes)

const clients = Array.from({ length: count }, createOne)
const raws = await Promise.all(Array.from({ length: count }, openRaw))
const bares = await Promise.all(Array.from({ length: count }, openBare))
await allReady()
for (const client of clients) watch(client)
tell({ type: 'ready' })

process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => {
  for (const raw of raws) raw.terminate()
  for (const bare of bares) bare.disconnect()
  void Promise.all(clients.map((client) => client.close())).then(() => process.exit(0))
})

function createOne(_: unknown, index: number): Client {
  return createClient({
    url: serverUrl,
    sdkKey,
    application: { name: `bench-${index % 20}`, version: '1.0.0' },
    // A thousand services on one disk are no fleet: each has its own in truth.
    cacheDir: false,
    reportIntervalMs: false,
    logger: false,
  })
}

async function openRaw(): Promise<WebSocket> {
  const raw = new WebSocket(wsUrl, { perMessageDeflate: false })
  raw.on('message', () => raw.send(answer))
  await once(raw, 'open')
  return raw
}

async function openBare(): Promise<Socket> {
  const bare = io(ioUrl, { transports: ['websocket'], forceNew: true, reconnection: false })
  bare.on(messageEvent, () => bare.emit(messageEvent, { text: answer }))
  await new Promise<void>((resolve, reject) => {
    bare.once('connect', resolve)
    bare.once('connect_error', reject)
  })
  return bare
}

async function allReady(): Promise<void> {
  let waiting: Client[] = clients
  while (waiting.length > 0) {
    await Promise.all(waiting.map((client) => client.ready({ timeoutMs: 10_000 })))
    waiting = waiting.filter((client) => client.status.status !== 'READY')
  }
}

let changed = 0
let firstAt = 0

/** A kill arrives twice, ahead of the queue and with its change: only what is served differently counts. */
function watch(client: Client): void {
  let served = client.getBooleanValue(flagKey, false)
  client.on('changed', () => {
    const value = client.getBooleanValue(flagKey, false)
    if (value === served) return
    served = value
    changed += 1
    if (changed === 1) firstAt = now()
    if (changed < count) return
    changed = 0
    tell({ type: 'serving', value, firstAt, lastAt: now() })
  })
}

function tell(message: FromClients): void {
  if (process.connected) process.send?.(message)
}
