// What joining and holding connections are measured against: a server that accepts socket.io connections set up as
// Ripcord's are, answers hellos with words that were made once, and serves Ripcord's compressed snapshot over node:http.
import { createServer, get } from 'node:http'
import {
  type BookmarkMessage,
  decodeHeader,
  messageEvent,
  type PollAnswer,
  streamPath,
  syncHeader,
} from '@ripcord/sync'
import { Server } from 'socket.io'
import { listen } from '../../../harness/free-port.js'
import type { BareSettings } from './bare-server.js'

const { snapshotUrl, sdkKey } = JSON.parse(process.argv[2] ?? '{}') as BareSettings
const snapshot = await fetchSnapshot()
const resync = { type: 'resync', epoch: '', proof: '', because: 'nothing is held', mismatch: false }

const http = createServer((_request, response) => {
  response.writeHead(200, {
    [syncHeader]: snapshot.sync,
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': snapshot.body.length,
  })
  response.end(snapshot.body)
})
const io = new Server(http, {
  path: streamPath,
  transports: ['websocket'],
  allowUpgrades: false,
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  pingInterval: 10_000,
  pingTimeout: 10_000,
})
io.on('connection', (socket) => {
  socket.on(messageEvent, (hello: { held: unknown }) => {
    if (hello.held === null) socket.emit(messageEvent, resync)
    socket.emit(messageEvent, snapshot.bookmark)
  })
})
console.log(`listening ${await listen(http)}`)

interface Fetched {
  body: Buffer
  sync: string
  bookmark: BookmarkMessage
}

function fetchSnapshot(): Promise<Fetched> {
  const headers = { authorization: `Bearer ${sdkKey}`, 'accept-encoding': 'gzip' }
  return new Promise((resolve, reject) => {
    get(snapshotUrl, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      const sync = String(response.headers[syncHeader])
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { bookmark } = decodeHeader(sync) as PollAnswer
        resolve({ body: Buffer.concat(chunks), sync, bookmark })
      })
    }).on('error', reject)
  })
}
