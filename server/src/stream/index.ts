import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setImmediate as endOfTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Report } from '@ripcord/sync'
import type { Clock } from '../clock.js'
import { everyUnref } from '../every-unref.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { InstanceRecord, Storage } from '../storage/storage.js'
import type { Authenticate } from './authenticate.js'
import type { AdoptKill } from './held-kills.js'
import { HttpEdge } from './http-edge.js'
import { Hub } from './hub.js'
import type { InstanceView, Propagation, ShownInstances } from './propagation.js'
import type { StreamLog } from './session.js'
import { SocketEdge } from './socket-edge.js'

/*
 * The stream: how every change, and above all a kill, reaches every process. docs/protocol.md has the rules.
 *
 *   hub.ts            the server half of the protocol, without sockets or timers; a simulation drives it as well
 *     log-reader.ts     follows each project's log in order     environment-feed.ts   what stands at its head
 *     room.ts           an environment's sessions               catch-up.ts           from what a client holds to the head
 *     preparing.ts      what stands before any answer           answering.ts          answers over the stream
 *     held-kills.ts     kills that clients bring                http-answers.ts       answers over HTTP
 *     together.ts       a herd is served many at once           epochs.ts             epochs that clients name
 *     views.ts          what people are shown
 *     instances.ts      who is there and what each has said     propagation.ts        "41 of 42"
 *   socket-edge.ts    socket.io as a pipe; outbox.ts keeps what a slow client has not read, kills first;
 *                     broadcast.ts alone knows socket.io's inside, and is proven at each start
 *   http-edge.ts      snapshots, acknowledgements and reports over HTTP, in front of express; its contract is
 *                     packages/sync/src/http.ts
 *
 * A hello goes with a GET in the header `ripcord-hello`, or, being too long for a header, as the body of a POST to the
 * same path. A GET without one is answered too (curl, a relay), and counted as a client that can't acknowledge.
 */

export { type Authenticate, authenticator } from './authenticate.js'
export type { AdoptKill } from './held-kills.js'
export type { InstanceView, Propagation } from './propagation.js'
export type { StreamLog } from './session.js'

const tickMs = 1_000
/** Time that a goodbye has to leave before the sockets are cut, milliseconds. */
const farewellMs = 100

export interface StreamDeps {
  storage: Storage
  keyRing: KeyRing
  clock: Clock
  log: StreamLog
  /** `authenticator(sdkKeys.verify)` makes one. */
  authenticate: Authenticate
  adoptKill: AdoptKill
  /** Takes a report. */
  report: (environmentId: string, report: Report) => void
  /** Told of a report that was refused; `bootId` as it came. */
  reportRefused?: (environmentId: string, bootId: unknown) => void
  /** Whether a service has evaluated one of the flags in the last seven days. */
  evaluates?: (environmentId: string, service: string, flags: readonly string[]) => boolean
  /** Told of each word of a process, as its record is after it. */
  heard?: (record: InstanceRecord) => void
  /** A number in [0, 1). */
  random?: () => number
  keyDeadlineMs?: number
  handshakesPerSecond?: number
  requestsPerSecond?: number
  /** Broadcast by socket.io's own means. For comparison. */
  plainEmit?: boolean
}

/** Plain figures, for metrics. */
export interface StreamNumbers {
  sessions: number
  liveSessions: number
  environments: number
  connectedInstances: number
  sockets: number
  waitingMessages: number
  /** Whether broadcasts write frames made once. */
  framed: boolean
  /** Since the start: handshakes with a key that was refused; handshakes and requests sent away for their number. */
  refusedHandshakes: number
  shedHandshakes: number
  requests: number
  shedRequests: number
}

export interface Stream {
  /** Proves the broadcast, reads the log, starts the ticking. Once, before the first client. */
  start(): Promise<void>
  attach(server: Server): void
  /** In front of express: false where the request is none of the stream's. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Undefined where the environment has never had such a kill. @throws UnknownEnvironment */
  propagation(environmentId: string, killId: string, shown?: ShownInstances): Promise<Propagation | undefined>
  /** @throws UnknownEnvironment */
  instances(environmentId: string): Promise<InstanceView[]>
  /** The processes of every environment that somebody has asked about, as they are known now. */
  records(): (readonly [environmentId: string, records: readonly InstanceRecord[]])[]
  /** The process that has this boot id, where one has said hello. */
  record(environmentId: string, bootId: string): InstanceRecord | undefined
  /** A person strikes a process from the counts, by its `id`. False where it is not listed. */
  strike(environmentId: string, instanceId: string): Promise<boolean>
  /** Cuts the streams of a revoked key. */
  disconnectKey(keyId: string): void
  numbers(): StreamNumbers
  /** Says goodbye to all, each to come back after a time of its own of up to twice `reconnectAfterMs`, and cuts them. */
  close(options: { reconnectAfterMs: number }): Promise<void>
}

export function createStream(deps: StreamDeps): Stream {
  const { storage, log } = deps
  const random = deps.random ?? Math.random
  const hub = new Hub({ ...deps, pause: (ms) => (ms > 0 ? sleep(ms) : endOfTurn()) })
  const sockets = new SocketEdge({ ...deps, hub })
  const http = new HttpEdge({ ...deps, hub })
  const endings: (() => void)[] = []

  function read(): void {
    hub.read().catch((error: unknown) => log.error({ err: error }, 'the log can’t be read'))
  }

  function tick(): void {
    void hub.tick()
    sockets.tick()
  }

  return {
    async start() {
      await sockets.start()
      await hub.start()
      // Whoever committed is answered first, then everybody hears of it.
      endings.push(storage.changes.onCommit(() => setImmediate(read)))
      endings.push(everyUnref(tickMs, tick))
    },
    attach: (server) => sockets.attach(server),
    handle: (request, response) => http.handle(request, response),
    propagation: (environmentId, killId, shown) => hub.propagation(environmentId, killId, shown),
    instances: (environmentId) => hub.instances(environmentId),
    records: () => hub.records(),
    record: (environmentId, bootId) => hub.record(environmentId, bootId),
    strike: (environmentId, instanceId) => hub.strike(environmentId, instanceId),
    disconnectKey: (keyId) => sockets.disconnectKey(keyId),
    numbers() {
      const { framed, sockets: open, refused, shed, waitingMessages } = sockets.numbers()
      const { requests, shed: shedRequests } = http.numbers()
      return {
        ...hub.numbers(),
        framed,
        sockets: open,
        waitingMessages,
        refusedHandshakes: refused,
        shedHandshakes: shed,
        requests,
        shedRequests,
      }
    },
    async close({ reconnectAfterMs }) {
      for (const end of endings.splice(0)) end()
      hub.goodbye(() => Math.round(reconnectAfterMs * (1 + random())))
      await sleep(farewellMs)
      await hub.stop()
      sockets.close()
    },
  }
}
