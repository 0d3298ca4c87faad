import type { ClientMessage, ServerMessage } from '@ripcord/sync'
import { parseClientMessage } from '@ripcord/sync'
import { Outbox } from '../../server/src/stream/outbox.js'
import type { StreamSession } from '../../server/src/stream/session.js'
import type { Agenda } from './agenda.js'
import { environmentId } from './database.js'
import type { Random } from './random.js'
import type { SimServer } from './server.js'
import type { Link } from './surroundings.js'
import { WireWatch } from './wire-watch.js'

/** So large that a queue of some dozen messages is full. */
const bytesOfMessage = 128 * 1024
const pongTimeoutMs = 20_000

let sessions = 0

/** One websocket: ordered both ways, but kills go ahead of what waits; either end may be dead long before the other knows. */
export class Connection {
  readonly #agenda: Agenda
  readonly #random: Random
  readonly #server: SimServer
  readonly #link: Link
  readonly #heard: (message: unknown) => void
  readonly #ended: (because: string) => void
  readonly #session: StreamSession
  readonly #outbox: Outbox
  readonly #watch: WireWatch
  #isWriting = false
  #hasOverflowed = false
  #upAt = 0
  #clientEnd = true
  #serverEnd = true

  constructor(
    parts: { agenda: Agenda; random: Random; server: SimServer; link: Link },
    heard: (message: unknown) => void,
    ended: (because: string) => void,
  ) {
    this.#agenda = parts.agenda
    this.#random = parts.random
    this.#server = parts.server
    this.#link = parts.link
    this.#watch = new WireWatch(parts.server)
    this.#heard = heard
    this.#ended = ended
    const wire = {
      canWrite: () => !this.#isWriting,
      write: (message: ServerMessage) => this.#write(message),
      bytesOf: () => bytesOfMessage,
    }
    this.#outbox = new Outbox(wire, () => this.#overflowed())
    this.#session = {
      id: `session-${sessions++}`,
      environmentId,
      send: (message) => this.#send(message),
      // One by one: between any two of them a connection may break.
      sendAll: (messages) => messages.forEach((message) => this.#send(message)),
      close: (because) => this.cut(because),
    }
    this.#server.onDeath.add(this.#died)
    this.#server.connect(this.#session)
  }

  /** A client's message: in order, after a while, unless the connection is gone by then. */
  up(message: ClientMessage): void {
    const text = JSON.stringify(message)
    this.#upAt = Math.max(this.#upAt, this.#agenda.now + this.#delay())
    this.#agenda.after(this.#upAt - this.#agenda.now, () => this.#arrive(text))
  }

  /** Both ends hear of it, each in its time. */
  cut(because: string): void {
    this.#endClient(because, this.#random.between(0, 200))
    this.#endServer(this.#random.chance(0.3) ? pongTimeoutMs : this.#random.between(0, 200))
  }

  /** The client hangs up: it hears nothing of this stream any more. */
  hangUp(): void {
    this.#clientEnd = false
    this.#endServer(this.#link.isBlack ? pongTimeoutMs : this.#delay())
  }

  readonly #died = (): void => {
    this.#serverEnd = false
    this.#server.onDeath.delete(this.#died)
    if (!this.#link.isBlack) this.#endClient('the server is gone', this.#random.between(0, 500))
  }

  #arrive(text: string): void {
    if (!this.#serverEnd) return
    // What is lost on the way is resent for a while; a connection that stays black dies.
    if (this.#link.isBlack) return this.#endServer(pongTimeoutMs)
    const parsed = parseClientMessage(JSON.parse(text))
    if ('problem' in parsed) throw new Error(`a client sent what is no message: ${parsed.problem}`)
    this.#watch.heard(parsed.ok)
    void this.#server.hub?.receive(this.#session, parsed.ok)
  }

  #send(message: ServerMessage): void {
    if (!this.#serverEnd) return
    this.#watch.sent(message)
    this.#outbox.push(message)
  }

  #write(message: ServerMessage): void {
    this.#isWriting = true
    this.#watch.written(message)
    const text = JSON.stringify(message)
    this.#agenda.after(this.#delay() + this.#link.slowMs, () => {
      this.#isWriting = false
      if (this.#link.isBlack) return this.#endServer(pongTimeoutMs)
      if (this.#clientEnd) this.#heard(JSON.parse(text))
      this.#outbox.flush()
      if (this.#outbox.waiting === 0) this.#hasOverflowed = false
    })
  }

  /** As the server's sockets do: told to start over once, then cut. */
  #overflowed(): void {
    const instead = this.#hasOverflowed ? null : (this.#server.hub?.startOver(this.#session) ?? null)
    this.#hasOverflowed = true
    if (instead !== null) return this.#outbox.startOver(instead)
    this.#outbox.clear()
    this.#watch.cleared()
    this.cut('the client is too slow')
  }

  #endClient(because: string, inMs: number): void {
    this.#agenda.after(inMs, () => {
      if (!this.#clientEnd) return
      this.#clientEnd = false
      this.#ended(because)
    })
  }

  #endServer(inMs: number): void {
    this.#agenda.after(inMs, () => {
      if (!this.#serverEnd) return
      this.#serverEnd = false
      this.#server.onDeath.delete(this.#died)
      this.#server.hub?.disconnect(this.#session)
    })
  }

  #delay(): number {
    return 1 + this.#random.next() * this.#link.latencyMs
  }
}
