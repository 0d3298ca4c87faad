import { randomBytes } from 'node:crypto'
import { get } from 'node:http'
import {
  type BookmarkMessage,
  decodeHeader,
  type Hello,
  messageEvent,
  type PollAnswer,
  snapshotPath,
  snapshotRequest,
  streamPath,
  syncHeader,
} from '@ripcord/sync'
import { LightSocket } from './light-socket.js'

export interface LightServer {
  port: number
  sdkKey: string
}

/** How every message begins: engine.io's message, socket.io's event. */
export const messageStart = `42["${messageEvent}",`

/**
 * Says on the wire what an SDK says, and understands of the answers only what it needs for that. `heard` gets every
 * message as it came, from `{` to `}`.
 */
export class LightClient {
  readonly #server: LightServer
  readonly #socket: LightSocket
  readonly #bootId = randomBytes(24).toString('base64url')
  readonly #service: string
  readonly #heard: (message: string) => void
  #count = 0
  #expected: { start: string; resolve: (message: string) => void; reject: (error: Error) => void } | undefined

  constructor(server: LightServer, service: string, heard: (message: string) => void) {
    this.#server = server
    this.#service = service
    this.#heard = heard
    this.#socket = new LightSocket(server.port, `${streamPath}/?EIO=4&transport=websocket`, {
      text: (packet) => this.#read(packet),
      ended: () => this.#expected?.reject(new Error(`the stream of ${service} was cut`)),
    })
  }

  /** Resolves when the websocket is open. */
  async connected(): Promise<void> {
    await this.#expect('0{')
  }

  /** All that a service does which starts with an empty disk: key, hello, snapshot, hello, bookmark. */
  async join(): Promise<void> {
    this.#socket.send(`40${JSON.stringify({ sdkKey: this.#server.sdkKey })}`)
    await this.#expect('40{')
    this.#say(this.#hello(null))
    await this.#expect(`${messageStart}{"type":"bookmark"`)
    const bookmark = await this.#snapshot()
    this.#say(this.#hello(bookmark))
    await this.#expect(`${messageStart}{"type":"bookmark"`)
  }

  get socket(): LightSocket {
    return this.#socket
  }

  leave(): void {
    this.#expected = undefined
    this.#socket.end()
  }

  #say(hello: Hello): void {
    this.#socket.send(`${messageStart}${JSON.stringify({ type: 'hello', ...hello })}]`)
  }

  #hello(bookmark: BookmarkMessage | null): Hello {
    this.#count += 1
    return {
      protocol: 1,
      count: this.#count,
      bootId: this.#bootId,
      follows: [],
      instance: {
        service: this.#service,
        version: '1.0.0',
        host: 'bench',
        sdk: { name: 'bench', version: '1' },
      },
      highestEpoch: bookmark === null ? null : { epoch: bookmark.at.epoch, proof: bookmark.proof },
      held: bookmark === null ? null : { ...bookmark.at, hashes: bookmark.hashes },
      kills: [],
      notServing: [],
    }
  }

  #read(packet: string): void {
    if (packet === '2') return this.#socket.send('3')
    if (packet.startsWith(messageStart)) this.#heard(packet.slice(messageStart.length, -1))
    if (this.#expected === undefined) return
    if (packet.startsWith(this.#expected.start)) this.#expected.resolve(packet)
    else if (packet.startsWith('44')) this.#expected.reject(new Error(`refused: ${packet}`))
  }

  #expect(start: string): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      this.#expected = { start, resolve, reject }
    }).finally(() => {
      this.#expected = undefined
    })
  }

  /** Reads the body to its end and unpacks nothing: that would be the same work on both sides. */
  #snapshot(): Promise<BookmarkMessage> {
    const { port, sdkKey } = this.#server
    const { headers } = snapshotRequest(this.#hello(null), null)
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        path: snapshotPath,
        // A connection of its own, as a process has.
        agent: false,
        headers: { ...headers, authorization: `Bearer ${sdkKey}`, 'accept-encoding': 'gzip' },
      }
      get(options, (response) => {
        response.resume()
        response.on('error', reject)
        response.on('end', () => {
          const said = decodeHeader(String(response.headers[syncHeader] ?? '')) as PollAnswer | undefined
          if (response.statusCode === 200 && said !== undefined) resolve(said.bookmark)
          else reject(new Error(`the snapshot was answered with ${response.statusCode}`))
        })
      }).on('error', reject)
    })
  }
}
