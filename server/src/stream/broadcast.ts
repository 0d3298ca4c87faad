import { messageEvent, type ServerMessage } from '@ripcord/sync'
import type { Socket } from 'socket.io'
import type { Wire } from './outbox.js'

/*
 * The only file that knows how socket.io, engine.io and ws are made inside. A message is encoded and framed once,
 * however many it goes to, and written to the TCP socket itself, only while nothing is buffered there. engine.io
 * writes whole frames to it, too, each in one go: so they never mix.
 * `broadcast-self-test.ts` proves it at each start; where it does not hold, `EmitWire` does the same slowly.
 */

interface EngineInternals {
  request: unknown
  transport: {
    name: string
    on(event: 'ready', listener: () => void): void
    socket: {
      extensions: string
      _socket: TcpInternals | null
      close(code: number, reason: string): void
      pause(): void
      terminate(): void
    }
  }
}

interface TcpInternals {
  writable: boolean
  writableLength: number
  write(bytes: Uint8Array, done?: () => void): boolean
}

/** Frames that are no longer together are written together. */
const shortBytes = 16 * 1024
const nothing = Buffer.alloc(0)

const frames = new WeakMap<ServerMessage, Buffer>()
const joined = new WeakMap<readonly ServerMessage[], Buffer>()

/** The one unmasked websocket frame that carries engine.io's message (4) with socket.io's event (2). */
export function frameOf(message: ServerMessage): Buffer {
  const known = frames.get(message)
  if (known !== undefined) return known
  const payload = Buffer.from(`42${JSON.stringify([messageEvent, message])}`, 'utf8')
  const frame = Buffer.concat([frameHeader(payload.length), payload])
  frames.set(message, frame)
  return frame
}

/** The frames of several messages, one after the other. */
export function framesOf(messages: readonly ServerMessage[]): Buffer {
  const known = joined.get(messages)
  if (known !== undefined) return known
  const bytes = Buffer.concat(messages.map(frameOf))
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
    const { transport } = engineOf(socket)
    const { socket: ws } = transport
    return (
      transport.name === 'websocket' &&
      ws.extensions === '' &&
      typeof ws._socket?.write === 'function' &&
      typeof ws._socket.writableLength === 'number'
    )
  } catch {
    return false
  }
}

/** Writes frames made once. `freed` is called when the wire may take the next message. */
export class FramedWire implements Wire {
  // Nothing but this is looked at: of thousands of sockets, each object on the way costs about as much as work does.
  readonly #tcp: TcpInternals | null
  readonly #freed: () => void

  constructor(socket: Socket, freed: () => void) {
    const { transport } = engineOf(socket)
    this.#tcp = transport.socket._socket
    this.#freed = freed
    // What engine.io itself had to say is out.
    transport.on('ready', freed)
  }

  canWrite(): boolean {
    const tcp = this.#tcp
    return tcp?.writable === true && tcp.writableLength === 0
  }

  write(message: ServerMessage): void {
    this.#write(frameOf(message))
  }

  writeAll(messages: readonly ServerMessage[]): boolean {
    const bytes = framesOf(messages)
    if (bytes.length > shortBytes) return false
    this.#write(bytes)
    return true
  }

  bytesOf(message: ServerMessage): number {
    return frameOf(message).length
  }

  /** What the kernel takes at once needs nobody to hear of it; else the end of what waits is listened for. */
  #write(bytes: Buffer): void {
    const tcp = this.#tcp
    tcp?.write(bytes)
    if (tcp !== null && tcp.writableLength > 0) tcp.write(nothing, this.#freed)
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

/** RFC 6455, 7.4.2: of the range that is free for applications. The reason beside it is what tells. */
const closeCode = 4_000
/** RFC 6455, 5.5: a frame that closes holds 125 bytes, and the code takes two. */
const reasonBytes = 123

/**
 * Ends a connection, and says why in the frame that closes it, which every websocket library hands to its user and nobody
 * has to read. The other side still has to be cut, should it stay.
 */
export function closeBecause(connection: unknown, because: string): void {
  try {
    ;(connection as EngineInternals).transport.socket.close(closeCode, fitting(because))
  } catch {
    // Then it ends without its reason, as below.
  }
  ;(connection as { close(discard: boolean): void }).close(true)
}

/** Reads nothing more of a connection: what has come already would be parsed for nobody. */
export function stopReading(connection: unknown): void {
  try {
    ;(connection as EngineInternals).transport.socket.pause()
  } catch {
    // Then it is read until it is cut, a moment later.
  }
}

/** As many of the text's bytes as fit, without half a character. */
function fitting(text: string): string {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length <= reasonBytes) return text
  const kept = bytes.subarray(0, reasonBytes - Buffer.byteLength('…'))
  return `${new TextDecoder().decode(kept, { stream: true })}…`
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
