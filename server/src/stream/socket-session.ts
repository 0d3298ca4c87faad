import type { ServerMessage } from '@ripcord/sync'
import type { Socket } from 'socket.io'
import { closeBecause, EmitWire, FramedWire, terminate } from './broadcast.js'
import { Outbox } from './outbox.js'
import type { StreamSession } from './session.js'

/** How long a client that is cut has to read why, milliseconds. */
const mannersMs = 1_000
/** After so many messages that can't be read it is cut. */
export const mostUnreadable = 20

export interface SocketSessionEvents {
  /** The client takes too long: what to say instead of what it has missed; null = cut it. */
  overflowed(session: SocketSession): ServerMessage | null
  /** Once: it is about to be cut. */
  cut(session: SocketSession, because: string): void
}

/** One client's socket. */
export class SocketSession implements StreamSession {
  readonly id: string
  readonly environmentId: string
  readonly keyId: string
  /** Monotonic milliseconds. */
  readonly connectedAt: number
  hasSaidHello = false
  readonly #socket: Socket
  readonly #outbox: Outbox
  readonly #events: SocketSessionEvents
  #isCut = false
  #hasOverflowed = false
  #unreadable = 0

  constructor(
    socket: Socket,
    who: { environmentId: string; keyId: string; now: number; framed: boolean },
    events: SocketSessionEvents,
  ) {
    this.id = socket.id
    this.environmentId = who.environmentId
    this.keyId = who.keyId
    this.connectedAt = who.now
    this.#socket = socket
    this.#events = events
    const wire = who.framed ? new FramedWire(socket, () => this.#freed()) : new EmitWire(socket)
    this.#outbox = new Outbox(wire, () => this.#overflow())
  }

  get waiting(): number {
    return this.#outbox.waiting
  }

  send(message: ServerMessage): void {
    this.#outbox.push(message)
  }

  sendAll(messages: readonly ServerMessage[]): void {
    this.#outbox.pushAll(messages)
  }

  close(because: string): void {
    if (this.#isCut) return
    this.#isCut = true
    this.#events.cut(this, because)
    this.#outbox.clear()
    const { conn } = this.#socket
    closeBecause(conn, because)
    setTimeout(() => terminate(conn), mannersMs).unref()
  }

  /** Counts a message that could not be read; false where it was one too many. */
  mayErr(): boolean {
    this.#unreadable += 1
    return this.#unreadable < mostUnreadable
  }

  get hasErred(): boolean {
    return this.#unreadable > 0
  }

  #freed(): void {
    this.#outbox.flush()
    if (this.#outbox.waiting === 0) this.#hasOverflowed = false
  }

  /** Once it is told to start over; where it overflows again before that has gone out, it is cut. */
  #overflow(): void {
    const instead = this.#hasOverflowed ? null : this.#events.overflowed(this)
    this.#hasOverflowed = true
    if (instead === null)
      this.close('What was sent was not read, twice: read it as it comes, then connect again.')
    else this.#outbox.startOver(instead)
  }
}
