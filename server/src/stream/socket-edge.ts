import type { Server as HttpServer } from 'node:http'
import { limits } from '@ripcord/model'
import { messageEvent, parseClientMessage, type StreamRefusal, streamPath } from '@ripcord/sync'
import { Server, type ServerOptions, type Socket } from 'socket.io'
import type { Clock } from '../clock.js'
import { Admission } from './admission.js'
import { Allowance, allowed } from './allowance.js'
import type { Authenticate } from './authenticate.js'
import { closeBecause, freeRequest, isFramable, stopReading, terminate } from './broadcast.js'
import { framesDiffer } from './broadcast-self-test.js'
import type { Hub } from './hub.js'
import type { StreamLog } from './session.js'
import { mostUnreadable, SocketSession } from './socket-session.js'
import { SparingLog } from './sparing-log.js'

/** Who has not shown a key by then is cut, and who has not said hello by then too, milliseconds. */
const keyDeadlineMs = 5_000
const mannersMs = 500
const helloDeadlineMs = 10_000
/** A client is lost 20 s after its last pong. */
const pingMs = 10_000
const handshakesPerSecond = 400

// Why a client is cut. What is longer than a frame that closes (123 bytes) is shortened.
const noKey = 'No SDK key came in time: send it as auth.sdkKey once connected.'
const noHello = `No hello came within ${helloDeadlineMs / 1_000} s: send it once connected.`
const revoked = 'This SDK key was revoked: use another one.'
const tooMuch = `Too many packets: at most ${allowed.burst} at once and ${allowed.perSecond} a second; connect again and say less.`

/** The same for the server and for its self-test. */
const socketOptions = {
  transports: ['websocket'],
  allowUpgrades: false,
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
  maxHttpBufferSize: limits.streamMessageBytes,
  pingInterval: pingMs,
  pingTimeout: pingMs,
  cleanupEmptyChildNamespaces: true,
} satisfies Partial<ServerOptions>

export interface SocketEdgeDeps {
  hub: Hub
  authenticate: Authenticate
  clock: Clock
  log: StreamLog
  /** Handshakes a second; above that clients are told when to come again. */
  handshakesPerSecond?: number
  /** By when a client must have shown its key, milliseconds. */
  keyDeadlineMs?: number
  /** Encode and write every message by socket.io's own means. For comparison. */
  plainEmit?: boolean
}

interface EngineConnection {
  id: string
  readyState: string
  on(event: 'packet', listener: () => void): void
  removeAllListeners(event: 'data'): void
}

interface SocketData {
  environmentId: string
  keyId: string
}

/** The stream over socket.io: a pipe, with neither rooms nor events of a client's choosing. */
export class SocketEdge {
  readonly #deps: SocketEdgeDeps
  readonly #io: Server
  readonly #admission: Admission
  readonly #complaints: SparingLog
  readonly #keyDeadlineMs: number
  readonly #sessions = new Map<string, SocketSession>()
  readonly #endedKeys = new Set<string>()
  /** By the connection of engine.io: who has shown a key. */
  readonly #joined = new WeakMap<object, SocketSession>()
  #framed = false
  #refused = 0
  #shed = 0

  constructor(deps: SocketEdgeDeps) {
    this.#deps = deps
    this.#admission = new Admission(deps.handshakesPerSecond ?? handshakesPerSecond, deps.clock)
    this.#complaints = new SparingLog(deps.log, deps.clock)
    this.#keyDeadlineMs = deps.keyDeadlineMs ?? keyDeadlineMs
    // `#guard` comes first, and says why.
    const connectTimeout = this.#keyDeadlineMs + mannersMs
    this.#io = new Server({ ...socketOptions, path: streamPath, connectTimeout })
    this.#io.use((socket, next) => void this.#greet(socket, next))
    this.#io.on('connection', (socket) => {
      try {
        this.#connected(socket)
      } catch (error) {
        deps.log.error({ err: error }, 'a socket could not be taken in')
        socket.disconnect(true)
      }
    })
  }

  /** Proves that frames can be written directly; where they can't, the stream works all the same, more slowly. */
  async start(): Promise<void> {
    if (this.#deps.plainEmit === true) return
    const because = await framesDiffer(socketOptions)
    this.#framed = because === undefined
    if (because !== undefined)
      this.#deps.log.error({ because }, 'broadcasts fall back to socket.io’s own writing, which is slower')
  }

  attach(server: HttpServer): void {
    this.#io.attach(server)
    this.#io.engine.on('connection', (connection: EngineConnection) => this.#guard(connection))
    this.#io.engine.on('connection_error', (error: { code: unknown; message: unknown }) => {
      this.#deps.log.info({ code: error.code, because: error.message }, 'a handshake was not understood')
    })
  }

  /** Cuts who has not said hello in time. */
  tick(): void {
    const before = this.#deps.clock.monotonic() - helloDeadlineMs
    for (const session of this.#sessions.values())
      if (!session.hasSaidHello && session.connectedAt < before) session.close(noHello)
  }

  /** Ends the streams of a revoked key, at once. */
  disconnectKey(keyId: string): void {
    this.#endedKeys.add(keyId)
    for (const session of this.#sessions.values()) if (session.keyId === keyId) session.close(revoked)
  }

  numbers(): { framed: boolean; sockets: number; refused: number; shed: number; waitingMessages: number } {
    const sessions = [...this.#sessions.values()]
    return {
      framed: this.#framed,
      sockets: sessions.length,
      refused: this.#refused,
      shed: this.#shed,
      waitingMessages: sessions.reduce((sum, session) => sum + session.waiting, 0),
    }
  }

  /** Cuts all and takes no more. The HTTP server is left to its owner. */
  close(): void {
    for (const session of this.#sessions.values()) session.close('The server stops: connect again.')
    this.#io.disconnectSockets(true)
    this.#io.engine?.close()
  }

  /**
   * Whoever says too much is cut, whatever it says and whether or not it has shown a key: every packet costs something,
   * also one that is none. Who shows no key in time is cut, too.
   */
  #guard(connection: EngineConnection): void {
    const { clock } = this.#deps
    const allowance = new Allowance(clock.monotonic())
    connection.on('packet', () => {
      if (allowance.take(clock.monotonic())) return
      connection.removeAllListeners('data')
      this.#cut(connection, tooMuch)
      stopReading(connection)
    })
    const end = () => {
      if (!this.#joined.has(connection)) this.#cut(connection, noKey)
    }
    setTimeout(end, this.#keyDeadlineMs).unref()
  }

  /** Says why, and does not wait long for the other side to hear it. */
  #cut(connection: EngineConnection, because: string): void {
    const session = this.#joined.get(connection)
    if (session !== undefined) return session.close(because)
    // engine.io closes for a packet that is none, but waits 30 s for the other side to agree.
    if (connection.readyState === 'open') {
      this.#complaints.say('info', { connection: connection.id, because }, 'a client is cut')
      closeBecause(connection, because)
    }
    setTimeout(() => terminate(connection), mannersMs).unref()
  }

  /** A middleware of socket.io: `next` with an error refuses the client, who receives it. */
  async #greet(socket: Socket, next: (refusal?: Error) => void): Promise<void> {
    let refusal: StreamRefusal | undefined
    try {
      refusal = await this.#admit(socket)
    } catch (error) {
      this.#deps.log.error({ err: error }, 'an SDK key could not be looked up')
      refusal = { status: 503, because: 'The key can’t be looked up just now.', retryAfterMs: 2_000 }
    }
    if (refusal === undefined) next()
    else next(connectError(refusal))
  }

  async #admit(socket: Socket): Promise<StreamRefusal | undefined> {
    const retryAfterMs = this.#admission.ask()
    if (retryAfterMs !== null) {
      this.#shed += 1
      return {
        status: 503,
        because: 'Too many clients connect at once: come again a little later.',
        retryAfterMs,
      }
    }
    const sdkKey: unknown = socket.handshake.auth['sdkKey']
    const found = await this.#deps.authenticate(typeof sdkKey === 'string' ? sdkKey : '')
    if (found.type === 'refused') {
      this.#refused += 1
      return { status: found.status, because: found.because }
    }
    socket.data = { environmentId: found.environmentId, keyId: found.keyId } satisfies SocketData
    return undefined
  }

  #connected(socket: Socket): void {
    const { hub, log, clock } = this.#deps
    const { environmentId, keyId } = socket.data as SocketData
    const framed = this.#framed && isFramable(socket)
    const who = { environmentId, keyId, now: clock.monotonic(), framed }
    const session = new SocketSession(socket, who, {
      overflowed: (slow) => hub.startOver(slow),
      cut: ({ id }, because) => this.#complaints.say('info', { session: id, because }, 'a client is cut'),
    })
    this.#joined.set(socket.conn, session)
    freeRequest(socket)
    // The key goes no further than this: `handshake` lives as long as the socket.
    socket.handshake.auth = {}
    // Without a listener an error of one socket would end the process.
    socket.on('error', (error: unknown) => log.warn({ session: session.id, err: error }, 'a socket failed'))
    socket.on('disconnect', () => {
      this.#sessions.delete(session.id)
      hub.disconnect(session)
    })
    socket.on(messageEvent, (message: unknown) => this.#received(session, message))
    this.#sessions.set(session.id, session)
    hub.connect(session)
    if (this.#endedKeys.has(keyId)) session.close(revoked)
  }

  #received(session: SocketSession, message: unknown): void {
    const parsed = parseClientMessage(message)
    if ('ok' in parsed) {
      if (parsed.ok.type === 'hello') session.hasSaidHello = true
      const heard = this.#deps.hub.receive(session, parsed.ok)
      // By its end the client knows that its last word was heard.
      if (parsed.ok.type === 'goodbye') void heard.then(() => session.close('It has said goodbye.'))
      return
    }
    const because = parsed.problem
    if (!session.hasErred)
      this.#complaints.say('warn', { session: session.id, because }, 'a message of a client is refused')
    if (!session.mayErr()) session.close(`${mostUnreadable} messages can’t be read. The last: ${because}`)
  }
}

/** What a client receives as `connect_error`. */
function connectError(refusal: StreamRefusal): Error & { data: StreamRefusal } {
  return Object.assign(new Error(refusal.because), { data: refusal })
}
