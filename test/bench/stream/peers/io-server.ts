// What a kill is measured against beside raw websockets: a server of socket.io and nothing else, which does what
// `ws-server.ts` does by `emit`. What its clients take is what any client of socket.io takes.
import { createServer } from 'node:http'
import { messageEvent } from '@ripcord/sync'
import { Server } from 'socket.io'
import { listen } from '../../../harness/free-port.js'
import { type FromPeer, now } from '../messages.js'

let round = 0
let answered = 0
let firstAt = 0

const http = createServer((request, response) => {
  round += 1
  answered = 0
  const text = 'k'.repeat(Number(request.url?.slice(1)))
  response.end(String(round))
  setImmediate(() => io.emit(messageEvent, { text }))
})
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false })
io.on('connection', (socket) => {
  socket.on(messageEvent, () => {
    answered += 1
    if (answered === 1) firstAt = now()
    if (answered === io.engine.clientsCount) tell({ type: 'allAnswered', round, firstAt, lastAt: now() })
  })
})

tell({ type: 'listening', port: await listen(http) })
process.on('disconnect', () => process.exit(0))

function tell(message: FromPeer): void {
  process.send?.(message)
}
