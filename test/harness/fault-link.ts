import { connect, type Socket } from 'node:net'

/** up = from client to server. */
export type Direction = 'up' | 'down'

export interface Traffic {
  bytesUp: number
  bytesDown: number
}

export type Fault =
  | { type: 'none' }
  /** Nothing passes and nothing closes: what was sent waits, as on a route that has gone. */
  | { type: 'blackhole' }
  /** What the server sends is not read: the client is a slow consumer. */
  | { type: 'pauseDown' }
  | { type: 'delay'; ms: number }
  | { type: 'acceptThenClose' }

/** One connection through the proxy: two sockets and what happens between them. */
export class Link {
  readonly #client: Socket
  readonly #server: Socket
  #delayMs = 0
  #held: ReadonlySet<Direction> = new Set()

  constructor(
    client: Socket,
    targetPort: number,
    allow: (direction: Direction, bytes: number) => number,
    keep: (direction: Direction, passing: Buffer) => void,
    onClosed: () => void,
  ) {
    this.#client = client
    this.#server = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true })
    client.setNoDelay(true)
    this.#server.setNoDelay(true)
    this.#pump('up', client, this.#server, allow, keep)
    this.#pump('down', this.#server, client, allow, keep)
    let open = 2
    for (const socket of [client, this.#server]) {
      socket.on('close', () => {
        open -= 1
        if (open === 0) onClosed()
      })
    }
  }

  set(fault: Fault): void {
    this.#delayMs = fault.type === 'delay' ? fault.ms : 0
    this.#held = held(fault)
    this.#flow('up', this.#client)
    this.#flow('down', this.#server)
    this.#passOnReset()
  }

  destroy(): void {
    this.#client.destroy()
    this.#server.destroy()
  }

  /** Cuts behind what was already handed to the sockets. */
  endAbruptly(): void {
    for (const socket of [this.#client, this.#server]) socket.end(() => socket.destroy())
    // A peer that does not read must not keep the cut from happening.
    setTimeout(() => this.destroy(), 50).unref()
  }

  #pump(
    direction: Direction,
    from: Socket,
    to: Socket,
    allow: (direction: Direction, bytes: number) => number,
    keep: (direction: Direction, passing: Buffer) => void,
  ): void {
    from.on('data', (chunk: Buffer) => {
      const passing = chunk.subarray(0, allow(direction, chunk.length))
      keep(direction, passing)
      this.#later(() => {
        if (to.destroyed || to.writableEnded || to.write(passing)) return
        from.pause()
        to.once('drain', () => this.#flow(direction, from))
      })
    })
    from.on('end', () => this.#later(() => to.end()))
    from.on('error', () => {})
    from.on('close', () => this.#later(() => this.#passOnReset()))
  }

  /** An ordinary end has gone the way of the data; a reset passes too, but not through a black hole. */
  #passOnReset(): void {
    if (this.#held.size > 0) return
    const reset = [this.#client, this.#server].some((socket) => socket.destroyed && !socket.readableEnded)
    if (reset) this.destroy()
  }

  #later(act: () => void): void {
    if (this.#delayMs === 0) act()
    else setTimeout(act, this.#delayMs).unref()
  }

  #flow(direction: Direction, from: Socket): void {
    if (this.#held.has(direction)) from.pause()
    else from.resume()
  }
}

function held(fault: Fault): ReadonlySet<Direction> {
  switch (fault.type) {
    case 'blackhole':
      return new Set(['up', 'down'])
    case 'pauseDown':
      return new Set(['down'])
    case 'none':
    case 'delay':
    case 'acceptThenClose':
      return new Set()
  }
}
