import { messageEvent, type ServerMessage } from '@ripcord/sync'
import type { Socket } from 'socket.io'
import type { Wire } from './outbox.js'

/*
 * The only file that knows how socket.io, engine.io and ws are made inside. A message is encoded and framed once,
 * however many it goes to. Short ones are written to the TCP socket itself, long ones are handed to engine.io with
 * their frame. Both only while nothing is buffered before them, so that frames never mix and order stays.
 * `broadcast-self-test.ts` proves it at each start; where it does not hold, `EmitWire` does the same slowly.
 */

interface EngineInternals {
  readyState: string
  request: unknown
  writeBuffer: unknown[]
  transport: {
    name: string
    writable: boolean
    on(event: 'ready', listener: () => void): void
    socket: {
      extensions: string
      _socket: TcpInternals | null
      _sender: { sendFrame: unknown }
      terminate(): void
    }
  }
}

interface TcpInternals {
  writable: boolean
  writableLength: number
  write(bytes: Uint8Array, done: () => void): boolean
}

interface ClientInternals {
  writeToEngine(packet: string, options: object): void
}

interface Frame {
  packet: string
  bytes: Buffer
}

/** A longer frame costs more than what engine.io adds to it. */
const shortBytes = 16 * 1024

const frames = new WeakMap<ServerMessage, Frame>()

/** Text of engine.io's message (4) with socket.io's event (2), and the one unmasked websocket frame that carries it. */
export function frameOf(message: ServerMessage): Frame {
  const known = frames.get(message)
  if (known !== undefined) return known
  const packet = `2${JSON.stringify([messageEvent, message])}`
  const payload = Buffer.from(`4${packet}`, 'utf8')
  const frame = { packet, bytes: Buffer.concat([frameHeader(payload.length), payload]) }
  frames.set(message, frame)
  return frame
}

/** RFC 6455, 5.2: final frame of text, unmasked, as servers send. */
function frameHeader(length: number): Buffer {
  if (length < 126) return Buffer.from([0x81, length])
  if (length < 65_536) {
    const header = Buffer.from([0x81, 126, 0, 0])
    header.writeUInt16BE(length, 2)
    return header
  }
  const header = Buffer.alloc(10)
  header[0] = 0x81
  header[1] = 127
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}

/** Whether this socket is made as this file believes. */
export function isFramable(socket: Socket): boolean {
  try {
    const { transport, writeBuffer } = engineOf(socket)
    const { socket: ws } = transport
    return (
      transport.name === 'websocket' &&
      typeof transport.writable === 'boolean' &&
      Array.isArray(writeBuffer) &&
      ws.extensions === '' &&
      typeof ws._sender.sendFrame === 'function' &&
      typeof ws._socket?.write === 'function' &&
      typeof ws._socket.writableLength === 'number' &&
      typeof clientOf(socket).writeToEngine === 'function'
    )
  } catch {
    return false
  }
}

/** Writes frames made once. `freed` is called when the wire may take the next message. */
export class FramedWire implements Wire {
  readonly #engine: EngineInternals
  readonly #client: ClientInternals
  readonly #freed: () => void

  constructor(socket: Socket, freed: () => void) {
    this.#engine = engineOf(socket)
    this.#client = clientOf(socket)
    this.#freed = freed
    this.#engine.transport.on('ready', freed)
  }

  canWrite(): boolean {
    const { readyState, writeBuffer, transport } = this.#engine
    const tcp = transport.socket._socket
    return (
      readyState === 'open' &&
      transport.writable &&
      writeBuffer.length === 0 &&
      tcp?.writable === true &&
      tcp.writableLength === 0
    )
  }

  write(message: ServerMessage): void {
    const { packet, bytes } = frameOf(message)
    if (bytes.length <= shortBytes) this.#engine.transport.socket._socket?.write(bytes, this.#freed)
    else this.#client.writeToEngine(packet, { preEncoded: true, wsPreEncodedFrame: [bytes] })
  }

  bytesOf(message: ServerMessage): number {
    return frameOf(message).bytes.length
  }
}

/** What socket.io does by itself: every message is encoded for every socket, and it keeps what waits. */
export class EmitWire implements Wire {
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  canWrite(): boolean {
    return true
  }

  write(message: ServerMessage): void {
    this.#socket.emit(messageEvent, message)
  }

  bytesOf(): number {
    return 0
  }
}

/** Lets go of the upgrade's request with its headers, which socket.io would keep as long as the socket lives. */
export function freeRequest(socket: Socket): void {
  engineOf(socket).request = null
}

/** Cuts a connection without waiting for the other side to agree, as a close in good manners would for 30 s. */
export function terminate(connection: unknown): void {
  try {
    ;(connection as EngineInternals).transport.socket.terminate()
  } catch {
    ;(connection as { close(discard: boolean): void }).close(true)
  }
}

function engineOf(socket: Socket): EngineInternals {
  return socket.conn as unknown as EngineInternals
}

function clientOf(socket: Socket): ClientInternals {
  return socket.client as unknown as ClientInternals
}
