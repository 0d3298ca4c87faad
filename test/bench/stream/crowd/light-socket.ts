import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

const text = 1
const close = 8

export interface LightSocketEvents {
  upgraded?(): void
  text(message: string): void
  /** Also where it could not be opened. */
  ended(): void
}

/**
 * A websocket client that costs next to nothing, so that what is measured is the server: frames of text from 0 to
 * 16 MiB, masked with zeros, and no other kind.
 */
export class LightSocket {
  readonly #tcp: Socket
  readonly #events: LightSocketEvents
  #unread: Buffer = Buffer.alloc(0)
  #isUpgraded = false

  constructor(port: number, path: string, events: LightSocketEvents) {
    this.#events = events
    this.#tcp = connect(port, '127.0.0.1')
    this.#tcp.setNoDelay(true)
    this.#tcp.on('data', (bytes: Buffer) => this.#read(bytes))
    // What went wrong does not matter: whoever expects words of this socket is told that it has ended.
    this.#tcp.on('error', () => undefined)
    this.#tcp.on('close', () => events.ended())
    this.#tcp.write(upgradeRequest(port, path))
  }

  send(message: string): void {
    this.#tcp.write(maskedFrame(message))
  }

  /** Bytes as they are, whether or not they are a frame. */
  sendBytes(bytes: Uint8Array): void {
    this.#tcp.write(bytes)
  }

  /** Reads nothing any more: what is sent to it stays with the sender. */
  stopReading(): void {
    this.#tcp.pause()
  }

  readAgain(): void {
    this.#tcp.resume()
  }

  end(): void {
    this.#tcp.destroy()
  }

  #read(bytes: Buffer): void {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes])
    if (!this.#isUpgraded && !this.#readUpgrade()) return
    for (let frame = this.#nextFrame(); frame !== undefined; frame = this.#nextFrame()) {
      if (frame.opcode === text) this.#events.text(frame.payload)
      else if (frame.opcode === close) return this.end()
    }
  }

  #readUpgrade(): boolean {
    const end = this.#unread.indexOf('\r\n\r\n')
    if (end === -1) return false
    this.#isUpgraded = this.#unread.toString('latin1', 0, 12) === 'HTTP/1.1 101'
    if (this.#isUpgraded) this.#events.upgraded?.()
    else this.end()
    this.#unread = this.#unread.subarray(end + 4)
    return this.#isUpgraded
  }

  #nextFrame(): { opcode: number; payload: string } | undefined {
    const bytes = this.#unread
    if (bytes.length < 2) return undefined
    const short = (bytes[1] as number) & 0x7f
    const start = short < 126 ? 2 : short === 126 ? 4 : 10
    if (bytes.length < start) return undefined
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : bytes.readUInt32BE(6)
    if (bytes.length < start + length) return undefined
    this.#unread = bytes.subarray(start + length)
    return { opcode: (bytes[0] as number) & 0x0f, payload: bytes.toString('utf8', start, start + length) }
  }
}

function upgradeRequest(port: number, path: string): string {
  const key = randomBytes(16).toString('base64')
  return (
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`
  )
}

function maskedFrame(message: string): Buffer {
  const payload = Buffer.from(message)
  const { length } = payload
  const header = length < 126 ? Buffer.alloc(6) : Buffer.alloc(length < 65_536 ? 8 : 14)
  header[0] = 0x81
  if (length < 126) header[1] = 0x80 | length
  else if (length < 65_536) {
    header[1] = 0x80 | 126
    header.writeUInt16BE(length, 2)
  } else {
    header[1] = 0x80 | 127
    header.writeUInt32BE(length, 6)
  }
  return Buffer.concat([header, payload])
}
