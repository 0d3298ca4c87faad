// What the stream is measured against: a server that knows nothing but its sockets. `POST /<bytes>` writes one frame of
// that length, encoded once, to each of them; it reports when the last answer is in.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { listen } from '../../../harness/free-port.js'
import { type FromPeer, now } from '../messages.js'
import { encodeTextFrame } from './frame.js'

let round = 0
let answered = 0
let firstAt = 0

const http = createServer((request, response) => {
  round += 1
  answered = 0
  const frame = encodeTextFrame('k'.repeat(Number(request.url?.slice(1))))
  // The operator's answer goes first, as the server does it.
  response.end(String(round))
  setImmediate(() => {
    for (const { socket } of sockets) socket.write(frame)
  })
})
const sockets = new Set<{ socket: NodeJS.WritableStream }>()
const server = new WebSocketServer({ server: http, perMessageDeflate: false })
server.on('connection', (client, request) => {
  const { socket } = request
  const entry = { socket }
  sockets.add(entry)
  client.on('close', () => sockets.delete(entry))
  client.on('message', () => {
    answered += 1
    if (answered === 1) firstAt = now()
    if (answered === sockets.size) tell({ type: 'allAnswered', round, firstAt, lastAt: now() })
  })
})

tell({ type: 'listening', port: await listen(http) })
process.on('disconnect', () => process.exit(0))

function tell(message: FromPeer): void {
  process.send?.(message)
}
