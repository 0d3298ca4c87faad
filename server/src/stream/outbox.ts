import type { ServerMessage } from '@ripcord/sync'

/** What a slow client may have waiting; beyond it is told to start over, or cut. */
export const mostWaitingBytes = 4 * 1024 * 1024
export const mostWaitingMessages = 1_000

/** Where messages go. */
export interface Wire {
  /** Whether a message would leave at once, with nothing buffered before it. */
  canWrite(): boolean
  write(message: ServerMessage): void
  /** Several in one step. False where it can't: then nothing is written. */
  writeAll?(messages: readonly ServerMessage[]): boolean
  bytesOf(message: ServerMessage): number
}

/**
 * What waits to be written to one client, in order, but kills first. Nothing is handed to the wire while the wire
 * still holds something: what is handed over can't be overtaken any more.
 */
export class Outbox {
  readonly #wire: Wire
  readonly #overflowed: () => void
  #kills: ServerMessage[] = []
  #others: ServerMessage[] = []
  #bytes = 0
  /** Counted apart, since a broadcast looks at it for every client. */
  #waiting = 0

  /** `overflowed`: more waits than may; until `startOver` or the end nothing more is kept but kills. */
  constructor(wire: Wire, overflowed: () => void) {
    this.#wire = wire
    this.#overflowed = overflowed
  }

  get waiting(): number {
    return this.#waiting
  }

  push(message: ServerMessage): void {
    if (this.#waiting === 0 && this.#wire.canWrite()) {
      this.#wire.write(message)
      return
    }
    this.#keep(message)
    if (this.#bytes > mostWaitingBytes || this.#waiting > mostWaitingMessages) this.#overflowed()
  }

  pushAll(messages: readonly ServerMessage[]): void {
    if (messages.length === 0) return
    if (this.#waiting === 0 && this.#wire.canWrite() && this.#wire.writeAll?.(messages) === true) return
    for (const message of messages) this.push(message)
  }

  /** To be called whenever the wire may have become free. */
  flush(): void {
    while (this.#waiting > 0 && this.#wire.canWrite()) {
      const next = this.#kills.shift() ?? this.#others.shift()
      if (next === undefined) return
      this.#waiting -= 1
      this.#bytes -= this.#wire.bytesOf(next)
      this.#wire.write(next)
    }
  }

  /** Forgets what waits but the kills, and says this instead. */
  startOver(message: ServerMessage): void {
    this.#others = []
    this.#waiting = this.#kills.length
    this.#bytes = this.#kills.reduce((sum, kill) => sum + this.#wire.bytesOf(kill), 0)
    this.#keep(message)
  }

  clear(): void {
    this.#kills = []
    this.#others = []
    this.#waiting = 0
    this.#bytes = 0
  }

  #keep(message: ServerMessage): void {
    this.#bytes += this.#wire.bytesOf(message)
    this.#waiting += 1
    if (message.type === 'kill') {
      this.#kills.push(message)
      return
    }
    // An older bookmark at the end of the queue says nothing that the newer one does not.
    const last = this.#others[this.#others.length - 1]
    if (message.type === 'bookmark' && last?.type === 'bookmark') {
      this.#bytes -= this.#wire.bytesOf(last)
      this.#others.pop()
      this.#waiting -= 1
    }
    this.#others.push(message)
  }
}
