import type { Epoch, Kill, Position, SectionHashes, SentEntity } from '@ripcord/model'
import type { GoodbyeRequest } from './http.js'
import type { Ack, ClientMessage, EpochProof, Hello, InstanceInfo } from './messages.js'
import type { SyncRules } from './rules.js'

/**
 * The client's half of the protocol as a machine without clock, network or disk of its own: inputs go in with the
 * time, effects come out, and whoever holds it carries them out in order.
 */
export interface SyncMachine {
  /** `now`: milliseconds of a monotonic clock. Never throws. */
  handle(input: SyncInput, now: number): SyncEffect[]
  readonly view: SyncView
}

export interface SyncConfig {
  mode: 'stream' | 'polling'
  /** How many servers there are to choose from; effects name one by index. */
  servers: number
  pollIntervalMs: number
  instance: InstanceInfo
  bootId: string
  /** A number in [0, 1). */
  random: () => number
  /** For simulations alone: rules to switch off, to see that their absence is noticed. */
  rules?: Partial<SyncRules>
}

/** What was found on disk before the first evaluation; the machine starts from it. */
export interface SyncSeed {
  state: {
    position: Position
    hashes: SectionHashes
    entities: SentEntity[]
    /** As the view told it when the state was written. */
    unread?: string | null
  } | null
  /** The kill files of all slots, together. */
  kills: Kill[]
  highestEpoch: { epoch: Epoch; proof: EpochProof } | null
  follows: string[]
}

export type SyncInput =
  /** First of all, once. */
  | { type: 'start' }
  | { type: 'streamOpened' }
  /** `status`: that of a refused handshake, if it had one: 401 and 403 = the key, 503 = come back later. */
  | { type: 'streamClosed'; because: string; status?: number; retryAfterMs?: number }
  /** As it came: the machine checks it, and a broken one changes nothing. */
  | { type: 'message'; message: unknown }
  | { type: 'snapshotAnswered'; request: number; status: 200 | 304; snapshot: unknown; answer: unknown }
  | { type: 'ackAnswered'; request: number; answer: unknown }
  | { type: 'requestFailed'; request: number; because: string; status?: number; retryAfterMs?: number }
  /** The time asked for by `wakeAt` has come (earlier or later does no harm). */
  | { type: 'tick' }
  /** The whole set of kills that was asked to be stored is on disk (or can't be: that does not hold up anything). */
  | { type: 'killsStored'; write: number }
  /** The store found out anew which flags it does not serve as the log says. */
  | { type: 'notServing'; flags: readonly string[] }
  | { type: 'close' }

export type SyncEffect =
  | { type: 'openStream'; server: number }
  /** Nothing of that stream is to come in any more, not even its end. */
  | { type: 'closeStream' }
  | { type: 'send'; message: ClientMessage }
  /** GET (as POST-free poll): unconditional where `etag` is null. */
  | { type: 'getSnapshot'; request: number; server: number; hello: Hello; etag: string | null }
  | { type: 'postAck'; request: number; server: number; hello: Hello; ack: Ack }
  /** The last word, where there is no stream for it; nobody waits for its answer. */
  | { type: 'postGoodbye'; server: number; goodbye: GoodbyeRequest }
  /** To be applied as one: state and kills together, before anything else is evaluated. */
  | { type: 'apply'; update: StoreUpdate }
  /** The whole set, to be on disk before the acknowledgement goes out; answered with `killsStored`. */
  | {
      type: 'storeKills'
      write: number
      kills: readonly Kill[]
      highestEpoch: { epoch: Epoch; proof: EpochProof } | null
    }
  /**
   * The state has changed: to be written to disk when it suits (debounced), but not before the kills that were asked to
   * be stored ahead of it: beside them is the highest epoch, and no state on disk may be of a higher one.
   */
  | { type: 'storeSnapshot' }
  /** The one timer: replaces the time asked for before. */
  | { type: 'wakeAt'; at: number }
  | { type: 'status'; view: SyncView }
  | { type: 'report'; level: 'warn' | 'error'; code: string; message: string }

/** What the store applies at once. `replace`: all entities are here; `patch`: those that changed, null = gone. */
export interface StoreUpdate {
  state:
    | { type: 'none' }
    | { type: 'replace'; entities: readonly SentEntity[] }
    | { type: 'patch'; entities: readonly SentEntity[] }
  /** The whole set of kills that now holds. */
  kills: ReadonlyMap<string, Kill>
}

/** OpenFeature's provider statuses. */
export type SyncStatus = 'NOT_READY' | 'READY' | 'STALE' | 'ERROR' | 'FATAL'

export interface SyncView {
  status: SyncStatus
  /** `now` at which the status began. */
  since: number
  source: 'none' | 'disk' | 'stream' | 'polling'
  position: Position | null
  /** Section hashes of the state held at `position` (what a seed is made from); null where none is. */
  hashes: SectionHashes | null
  /** `now` of the last word of a server that confirmed the state held; null where none did. */
  confirmedAt: number | null
  /** A section that the state needs and this version can't read; null where there is none. The status is then never READY. */
  unread: string | null
  because: string
}
