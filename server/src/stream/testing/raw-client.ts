import { connect, type Socket } from 'node:net'
import { streamPath } from '@ripcord/sync'
import { onTestFinished } from 'vitest'

/** A websocket without a library, for what no library would do. */
export interface RawClient {
  tcp: Socket
  /** All that came, as it came. */
  got(): string
  /** Text as frames of a client, in one piece. */
  say(...packets: string[]): void
  ended: Promise<void>
}

export function rawClient(url: string): RawClient {
  const tcp = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => {
    tcp.destroy()
  })
  const chunks: Buffer[] = []
  tcp.on('data', (chunk: Buffer) => chunks.push(chunk))
  // A server that cuts it may do so while it writes.
  tcp.on('error', () => undefined)
  tcp.write(
    `GET ${streamPath}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  )
  return {
    tcp,
    got: () => Buffer.concat(chunks).toString('latin1'),
    say: (...packets) => tcp.write(Buffer.concat(packets.map(maskedFrame))),
    ended: new Promise((resolve) => tcp.once('close', () => resolve())),
  }
}

/** Masked with zeros; at most 65,535 bytes. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const { length } = payload
  const lengths = length < 126 ? [0x80 | length] : [0xfe, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([0x81, ...lengths, 0, 0, 0, 0]), payload])
}
