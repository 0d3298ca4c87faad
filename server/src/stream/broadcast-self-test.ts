import { createServer, IncomingMessage } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'
import { Duplex } from 'node:stream'
import { messageEvent, type ServerMessage } from '@ripcord/sync'
import { Server, type ServerOptions, type Socket } from 'socket.io'
import { FramedWire, frameOf, framesOf, isFramable } from './broadcast.js'

const patienceMs = 2_000

/** One of each way to be written, and of each length that a frame's header can tell. */
const samples: ServerMessage[] = [
  { type: 'goodbye', reconnectAfterMs: 1 },
  bookmark('s'.repeat(20)),
  bookmark('ü'.repeat(200)),
  { type: 'drop', epoch: 'e', proof: 'p', killIds: ['k'.repeat(70_000)] },
]

function bookmark(proof: string): ServerMessage {
  return { type: 'bookmark', at: { epoch: 'e', revision: 1 }, hashes: { kills: '0', flags: '0' }, proof }
}

/**
 * Runs a real socket.io server over a socket in memory and compares, byte for byte, what `emit` puts on the wire with
 * what `FramedWire` does. Undefined where they are the same, else a sentence.
 */
export async function framesDiffer(options: Partial<ServerOptions>): Promise<string | undefined> {
  const io = new Server({ ...options, path: '/self-test' })
  const tcp = new MemorySocket()
  try {
    const socket = await connectInMemory(io, tcp)
    if (!isFramable(socket)) return 'the parts of a socket are not where they were'
    return await compare(socket, tcp)
  } catch (error) {
    return error instanceof Error ? error.message : 'the self-test failed'
  } finally {
    tcp.destroy()
    io.disconnectSockets(true)
    io.engine.close()
  }
}

async function compare(socket: Socket, tcp: MemorySocket): Promise<string | undefined> {
  const wire = new FramedWire(socket, () => undefined)
  for (const message of samples) {
    tcp.taken()
    socket.emit(messageEvent, message)
    await until(() => tcp.hasWritten('') && wire.canWrite(), 'an emit was not written')
    const emitted = tcp.taken()
    wire.write(message)
    await until(() => wire.canWrite(), 'the wire did not become free after a frame')
    const framed = tcp.taken()
    if (!emitted.equals(framed) || !framed.equals(frameOf(message)))
      return `the frame of a ${message.type} message is not what socket.io sends`
  }
  const short = samples.slice(0, 3)
  const isWritten = wire.writeAll(short)
  await until(() => wire.canWrite(), 'the wire did not become free after several frames')
  if (!isWritten || !tcp.taken().equals(framesOf(short))) return 'several frames are not written as one'
  return undefined
}

async function connectInMemory(io: Server, tcp: MemorySocket): Promise<Socket> {
  const connected: Socket[] = []
  io.on('connection', (socket) => connected.push(socket))
  // It needs a server to attach to; this one never listens.
  io.attach(createServer())
  io.engine.handleUpgrade(upgradeRequest(tcp), tcp, Buffer.alloc(0))
  await until(() => tcp.hasWritten('0{'), 'the upgrade was not answered')
  tcp.push(maskedText('40{}'))
  await until(() => connected.length > 0 && tcp.hasWritten('40{'), 'the connection was not answered')
  const [socket] = connected
  if (socket === undefined) throw new Error('the connection was not answered')
  return socket
}

function upgradeRequest(tcp: MemorySocket) {
  const request = new IncomingMessage(tcp as unknown as TcpSocket)
  request.method = 'GET'
  request.url = '/self-test/?EIO=4&transport=websocket'
  request.headers = {
    host: 'self-test',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'c2VsZi10ZXN0LXNlbGYtdA==',
  }
  return request
}

/** A short text frame as clients send it, masked with zeros. */
function maskedText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}

class MemorySocket extends Duplex {
  #written: Buffer[] = []

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#written.push(Buffer.from(chunk))
    done()
  }

  hasWritten(text: string): boolean {
    return this.#written.length > 0 && Buffer.concat(this.#written).includes(text)
  }

  taken(): Buffer {
    return Buffer.concat(this.#written.splice(0))
  }
}

async function until(isSo: () => boolean, otherwise: string): Promise<void> {
  const end = performance.now() + patienceMs
  while (!isSo()) {
    if (performance.now() > end) throw new Error(otherwise)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
