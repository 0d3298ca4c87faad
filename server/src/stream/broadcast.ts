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
  write(bytes: Uint8Array, done?: () => void): boolean
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
const nothing = Buffer.alloc(0)

const frames = new WeakMap<ServerMessage, Frame>()
const joined = new WeakMap<readonly ServerMessage[], Buffer>()

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

/** The frames of several messages, one after the other. */
export function framesOf(messages: readonly ServerMessage[]): Buffer {
  const known = joined.get(messages)
  if (known !== undefined) return known
  const bytes = Buffer.concat(messages.map((message) => frameOf(message).bytes))
  joined.set(messages, bytes)
  return bytes
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
  // Kept at hand: of thousands of sockets, each object on the way costs a broadcast as much as work does.
  readonly #transport: EngineInternals['transport']
  readonly #tcp: TcpInternals | null

  constructor(socket: Socket, freed: () => void) {
    this.#engine = engineOf(socket)
    this.#client = clientOf(socket)
    this.#freed = freed
    this.#transport = this.#engine.transport
    this.#tcp = this.#transport.socket._socket
    this.#transport.on('ready', freed)
  }

  canWrite(): boolean {
    const { readyState, writeBuffer } = this.#engine
    const tcp = this.#tcp
    return (
      readyState === 'open' &&
      this.#transport.writable &&
      writeBuffer.length === 0 &&
      tcp?.writable === true &&
      tcp.writableLength === 0
    )
  }

  write(message: ServerMessage): void {
    const { packet, bytes } = frameOf(message)
    if (bytes.length <= shortBytes) this.#writeShort(bytes)
    else this.#client.writeToEngine(packet, { preEncoded: true, wsPreEncodedFrame: [bytes] })
  }

  writeAll(messages: readonly ServerMessage[]): boolean {
    const bytes = framesOf(messages)
    if (bytes.length > shortBytes) return false
    this.#writeShort(bytes)
    return true
  }

  /** What the kernel takes at once needs nobody to hear of it; else the end of what waits is listened for. */
  #writeShort(bytes: Buffer): void {
    const tcp = this.#tcp
    tcp?.write(bytes)
    if (tcp !== null && tcp.writableLength > 0) tcp.write(nothing, this.#freed)
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
