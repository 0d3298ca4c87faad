import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { type Direction, type Fault, Link, type Traffic } from './fault-link.js'
import { listen } from './free-port.js'
import type { Scope } from './scope.js'

export type { Fault } from './fault-link.js'

/** A small TCP proxy that breaks on purpose. Faults hold for the connections that stand and for those that come. */
export interface FaultProxy {
  readonly port: number
  readonly url: string
  /** Connections accepted so far, those open now, and bytes that passed. */
  readonly counters: Readonly<Traffic & { accepted: number; open: number }>
  /** When each connection was accepted, ms of this process's clock. */
  readonly acceptedAt: readonly number[]
  /** Keeps every byte that passes over the connections that come from now on, a recording for each. */
  record(): readonly Recording[]
  set(fault: Fault): void
  /** What connects from now on is led to another port; what stands stays. */
  leadTo(port: number): void
  /** Nobody listens: a connect is refused, what stands is cut. `set` has no say until `listenAgain`. */
  refuse(): Promise<void>
  listenAgain(): Promise<void>
  cutAll(): void
  /** Lets exactly `bytes` more bytes pass in that direction, all connections together, then cuts them all. */
  cutAfter(direction: Direction, bytes: number): Promise<void>
}

/** What passed over one connection. */
export type Recording = Readonly<Record<Direction, Buffer[]>>

export async function startFaultProxy(scope: Scope, targetPort: number): Promise<FaultProxy> {
  const links = new Set<Link>()
  const traffic: Traffic = { bytesUp: 0, bytesDown: 0 }
  const acceptedAt: number[] = []
  let recordings: Recording[] | undefined
  let fault: Fault = { type: 'none' }
  let target = targetPort
  let cut: { direction: Direction; left: number; done: () => void } | undefined
  let cutting = false

  const cutAll = (): void => {
    for (const link of links) link.destroy()
  }

  /** How many of `bytes` may pass; the rest never does. */
  const allow = (direction: Direction, bytes: number): number => {
    if (cutting) return 0
    const passing = cut?.direction === direction ? Math.min(cut.left, bytes) : bytes
    traffic[direction === 'up' ? 'bytesUp' : 'bytesDown'] += passing
    if (cut?.direction !== direction) return passing
    cut.left -= passing
    if (cut.left > 0) return passing
    const { done } = cut
    cut = undefined
    cutting = true
    // What was allowed is written first; the connection ends right behind it.
    setImmediate(() => {
      for (const link of links) link.endAbruptly()
      cutting = false
      done()
    })
    return passing
  }

  const server = createServer({ allowHalfOpen: true }, (client: Socket) => {
    acceptedAt.push(performance.now())
    if (fault.type === 'acceptThenClose') {
      client.on('error', () => {})
      client.destroy()
      return
    }
    const recording: Recording = { up: [], down: [] }
    recordings?.push(recording)
    const keep = (direction: Direction, passing: Buffer): void => {
      if (recordings !== undefined) recording[direction].push(passing)
    }
    const link = new Link(client, target, allow, keep, () => links.delete(link))
    links.add(link)
    link.set(fault)
  })
  const port = await listen(server)
  const refuse = async (): Promise<void> => {
    cutAll()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  scope.defer(refuse)

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get counters() {
      return { ...traffic, accepted: acceptedAt.length, open: links.size }
    },
    acceptedAt,
    record() {
      recordings ??= []
      return recordings
    },
    set(next) {
      fault = next
      if (next.type === 'acceptThenClose') cutAll()
      else for (const link of links) link.set(next)
    },
    leadTo(port) {
      target = port
    },
    refuse,
    async listenAgain() {
      await listen(server, port)
    },
    cutAll,
    cutAfter: (direction, bytes) =>
      new Promise((done) => {
        cut = { direction, left: bytes, done }
      }),
  }
}
