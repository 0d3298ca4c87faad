import type { ServerMessage } from '@ripcord/sync'
import type { Socket } from 'socket.io'
import { EmitWire, FramedWire, terminate } from './broadcast.js'
import { Outbox } from './outbox.js'
import type { StreamSession } from './session.js'

/** How long a client that is cut has to close its side, milliseconds. */
const mannersMs = 1_000
/** After so many messages that can't be read it is cut. */
const mostUnreadable = 20

export interface SocketSessionEvents {
  /** The client takes too long: what to say instead of what it has missed; null = cut it. */
  overflowed(session: SocketSession): ServerMessage | null
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
    const wire = who.framed ? new FramedWire(socket, () => this.#freed()) : new EmitWire(socket)
    this.#outbox = new Outbox(wire, () => this.#overflow(events))
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

  close(_because: string): void {
    this.#outbox.clear()
    this.#socket.disconnect(true)
    const { conn } = this.#socket
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
  #overflow(events: SocketSessionEvents): void {
    const instead = this.#hasOverflowed ? null : events.overflowed(this)
    this.#hasOverflowed = true
    if (instead === null) this.close('it does not read what it is sent')
    else this.#outbox.startOver(instead)
  }
}
