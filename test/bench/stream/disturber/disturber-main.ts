// A client that behaves as badly as it can, told over IPC how.
import { streamPath } from '@ripcord/sync'
import { LightClient, type LightServer, messageStart } from '../crowd/light-client.js'
import { LightSocket } from '../crowd/light-socket.js'
import type { Disturbance, FromDisturber, ToDisturber } from './disturber-messages.js'

const slowConsumers = 30
const handshakesAtOnce = 32
const eventsPerSecond = 10_000
const malformedSockets = 4
const everyMs = 10

const event = `${messageStart}{"type":"ack","count":1,"epoch":"","applied":0,"whole":false,"added":[],"removed":[],"notServing":[]}]`
/** Each is refused at another place: engine.io, socket.io, the message's parser, and none of them knows the event. */
const malformed = [
  'z',
  '4',
  '42["unfinished',
  '4999[',
  `${messageStart}{"type":1}]`,
  '42["other",{}]',
  '40/admin,',
]

let times = 0
let stop: (() => void) | undefined

process.on('message', (message: ToDisturber) => {
  if (message.type === 'start') void start(message.what, message.server)
  else {
    stop?.()
    tell({ type: 'stopped', times })
  }
})
process.on('disconnect', () => process.exit(0))

async function start(what: Disturbance, server: LightServer): Promise<void> {
  times = 0
  stop = await disturb(what, server)
  tell({ type: 'disturbing' })
}

/** Answers how to stop it. */
async function disturb(what: Disturbance, server: LightServer): Promise<() => void> {
  switch (what) {
    case 'slow consumers':
      return readNothing(server)
    case 'handshake flood':
      return again(handshakesAtOnce, (ended) => shakeHands(server, ended))
    case 'event flood':
      return again(1, (ended) => flood(server, ended, () => event, eventsPerSecond))
    case 'malformed packets':
      return again(malformedSockets, (ended) =>
        flood(
          server,
          ended,
          () => malformed[times % malformed.length] ?? '',
          eventsPerSecond / malformedSockets,
        ),
      )
  }
}

async function readNothing(server: LightServer): Promise<() => void> {
  const clients: LightClient[] = []
  while (clients.length < slowConsumers) {
    const client = new LightClient(server, 'slow', () => undefined)
    clients.push(client)
    await client.connected()
    await client.join()
    client.socket.stopReading()
    times += 1
  }
  return () => {
    for (const client of clients) client.leave()
  }
}

/** Keeps so many sockets at it: who is cut comes again at once. */
function again(count: number, open: (ended: () => void) => LightSocket): () => void {
  let isOver = false
  const sockets = new Set<LightSocket>()
  const one = (): void => {
    const socket = open(() => {
      sockets.delete(socket)
      if (!isOver) setImmediate(one)
    })
    sockets.add(socket)
  }
  for (let i = 0; i < count; i++) one()
  return () => {
    isOver = true
    for (const socket of sockets) socket.end()
  }
}

function shakeHands({ port }: LightServer, ended: () => void): LightSocket {
  const socket = openStream(port, ended, (packet) => {
    if (packet.startsWith('0{')) socket.send('40{"sdkKey":"rip_srv_wrong"}')
    else if (packet.startsWith('44')) {
      times += 1
      socket.end()
    }
  })
  return socket
}

/** Joins and then says `next()` so many times a second, whatever the answer. */
function flood(
  { port, sdkKey }: LightServer,
  ended: () => void,
  next: () => string,
  perSecond: number,
): LightSocket {
  let timer: NodeJS.Timeout | undefined
  const socket = openStream(
    port,
    () => {
      clearInterval(timer)
      ended()
    },
    (packet) => {
      if (packet.startsWith('0{')) socket.send(`40${JSON.stringify({ sdkKey })}`)
      else if (packet.startsWith('40{')) timer = setInterval(pour, everyMs)
    },
  )
  const pour = (): void => {
    for (let i = 0; i < (perSecond * everyMs) / 1_000; i++) {
      socket.send(next())
      times += 1
    }
  }
  return socket
}

function openStream(port: number, ended: () => void, heard: (packet: string) => void): LightSocket {
  return new LightSocket(port, `${streamPath}/?EIO=4&transport=websocket`, { text: heard, ended })
}

function tell(message: FromDisturber): void {
  if (process.connected) process.send?.(message)
}
