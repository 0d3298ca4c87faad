import type { ClientMessage, Hello, ServerMessage } from '@ripcord/sync'
import type { SimServer } from './server.js'
import { textOf } from './truth.js'

type Changes = Extract<ServerMessage, { type: 'changes' }>

/** A server may still confirm for so long what it read last, and a reading that was under way may end, milliseconds. */
const blindButSureMs = 5_500

/** Looks at what a server says over one stream; what it sees is the protocol's wording, not a promise to people. */
export class WireWatch {
  readonly #server: SimServer
  /** What the client said it holds, and was not answered yet. */
  #asked: Hello[] = []
  #host: string | undefined
  readonly #kills = new Set<string>()
  #killsWaiting = 0

  constructor(server: SimServer) {
    this.#server = server
  }

  heard(message: ClientMessage): void {
    if (message.type === 'hello') {
      this.#asked.push(message)
      this.#host = message.instance.host
    }
    if (this.#host !== undefined) this.#server.hears(this.#host, message.count)
  }

  /** What the server hands to the queue. */
  sent(message: ServerMessage): void {
    switch (message.type) {
      case 'kill':
        this.#kills.add(message.kill.killId)
        this.#killsWaiting++
        return
      case 'changes':
        return this.#asked.length === 0 ? this.#killsCameAhead(message) : this.#goesOnFromWhatIsHeld(message)
      case 'bookmark':
        if (this.#server.blindForMs > blindButSureMs)
          this.#fail('is told a bookmark of a log that is not read')
        // Bookmarks go to those alone whose hello was answered.
        if (this.#host !== undefined) this.#server.listed.add(this.#host)
        this.#asked = []
        return
      case 'drop':
      case 'resync':
      case 'goodbye':
        return
    }
  }

  /** What leaves the queue. */
  written(message: ServerMessage): void {
    if (message.type === 'kill') this.#killsWaiting--
    else if (this.#killsWaiting > 0) this.#fail(`is sent ${message.type} while a kill waits`)
  }

  /** The stream is being cut: what waited is gone. */
  cleared(): void {
    this.#killsWaiting = 0
  }

  #killsCameAhead({ sections }: Changes): void {
    for (const { kind, key, value } of sections.flatMap(({ entities }) => entities))
      if (kind === 'kill' && value !== null && !this.#kills.has(key))
        this.#fail(`is sent the change with ${key}, and the kill was not sent ahead`)
  }

  #goesOnFromWhatIsHeld({ epoch, from }: Changes): void {
    const before = this.#server.hashesAt(epoch, from)
    const isHeld = this.#asked.some(
      ({ held }) => held !== null && held.revision === from && textOf(held.hashes) === before,
    )
    if (!isHeld) this.#fail(`is told changes from ${from}, and does not hold what the log had there`)
  }

  #fail(what: string): void {
    this.#server.breaks(`${this.#host ?? 'client-?'} ${what}`)
  }
}
