import type { ClientMessage } from '@ripcord/sync'
import type { StreamEvents, StreamSource } from '../../sdk/src/sources/stream.js'
import type { SimClient } from './client.js'
import { Connection } from './connection.js'
import type { Surroundings } from './surroundings.js'

const openingMs = 5_000

/** A client's stream: at most one connection, which takes its time to open, or is refused. */
export class SimStream implements StreamSource {
  /** Streams that opened. */
  opened = 0
  readonly #at: Surroundings
  readonly #client: SimClient
  readonly #events: StreamEvents
  #connection: Connection | undefined
  #opening = 0

  constructor(at: Surroundings, client: SimClient, events: StreamEvents) {
    this.#at = at
    this.#client = client
    this.#events = events
  }

  open(): void {
    void this.close()
    const { agenda, server, noise } = this.#at
    const { random, link } = this.#client
    const opening = this.#opening
    const ifCurrent = (work: () => void) =>
      this.#client.do(() => {
        if (opening === this.#opening) work()
      })
    const isBusy = random.chance(0.05) && noise.has('busyServer')
    const refuse = (because: string, inMs: number, refusal: { status?: number } = {}) =>
      agenda.after(inMs, () => ifCurrent(() => this.#events.closed(because, refusal)))
    agenda.after(random.next() * 2 * link.latencyMs, () =>
      ifCurrent(() => {
        if (link.isBlack) return void refuse('no answer', openingMs)
        if (!server.isUp) return void refuse('connection refused', 5)
        if (isBusy) return void refuse('come back later', 5, { status: 503 })
        this.#connection = new Connection(
          { ...this.#at, random, link },
          (message) => ifCurrent(() => this.#events.message(message)),
          (because) => ifCurrent(() => this.#events.closed(because, {})),
        )
        this.opened++
        this.#events.opened()
      }),
    )
  }

  send(message: ClientMessage): void {
    this.#connection?.up(message)
  }

  close(): Promise<void> {
    this.#opening++
    this.#connection?.hangUp()
    this.#connection = undefined
    return Promise.resolve()
  }

  /** The network ends it; both ends hear of it, each in its time. */
  cut(because: string): void {
    this.#connection?.cut(because)
  }
}
