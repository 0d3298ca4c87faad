import type { Epoch, Position } from '@ripcord/model'
import { Backoff } from '../backoff.js'
import type { HeldState } from '../held-state.js'
import { KillSet } from '../kill-set.js'
import type { StoreUpdate, SyncConfig, SyncEffect, SyncView } from '../machine-types.js'
import type { EpochProof } from '../messages.js'
import { allRules, type SyncRules } from '../rules.js'

/** What the machine knows between two inputs. Times are milliseconds of the holder's monotonic clock. */
export interface MachineState {
  life: 'new' | 'running' | 'closed'
  held: HeldState | null
  position: Position | null
  /** A section that the state needs and that this version can't read. */
  unread: string | null
  kills: KillSet
  highest: { epoch: Epoch; proof: EpochProof } | null
  follows: string[]
  notServing: readonly string[]
  /** Rises with each word of this process. */
  count: number
  streaming: Streaming
  requesting: Requesting
  catchUp: CatchUp
  words: Words
  disk: Disk
  contact: Contact
  view: SyncView
  /** The time that was asked for last; null once it has come. */
  wakeAt: number | null
  /** When each report was made last, by its code. */
  reported: Map<string, number>
}

export interface Streaming {
  phase: 'off' | 'waiting' | 'opening' | 'open'
  /** When the phase began. */
  since: number
  /** While waiting: when to open. */
  openAt: number
  server: number
  /** Rises with each stream that opened. */
  generation: number
  /** The last message of this stream that was not refused. */
  heardAt: number
  /** Whether this stream has said anything yet that was not refused. */
  hasSpoken: boolean
  /** When this stream first confirmed the state. */
  readyAt: number | null
  /** When to say hello (again); null where nothing calls for it. */
  helloAt: number | null
  helloSaidAt: number
  /** A bookmark ahead of what is applied. */
  ahead: { revision: number; since: number } | null
  /** Tries in a row for which the key was refused. */
  refusals: number
  backoff: Backoff
}

export interface Requesting {
  next: number
  inFlight: Flight | null
  /** No request before it. */
  notBefore: number
  server: number
  /** When to poll next, while there is no stream. */
  pollAt: number
  askedAt: number
  postedAt: number
  /** Whether a poll was answered since the last stream. */
  answered: boolean
  refusals: number
  backoff: Backoff
}

export interface Flight {
  request: number
  type: 'get' | 'post'
  /** The stream of that time. */
  generation: number
  sentAt: number
}

export interface CatchUp {
  wanted: 'nothing' | 'conditional' | 'unconditional'
  notBefore: number
  /** Snapshots asked for since the state was last confirmed. */
  backoff: Backoff
  /** Times that state and hash did not agree since then. */
  mismatches: number
  /** Changes that did not have their hash since then. */
  misfits: number
}

/** What the server was told, so that the next acknowledgement says what is new. */
export interface Words {
  /** The epoch and the stream in which it was told; null where the whole set is to be told. */
  told: { epoch: Epoch; generation: number } | null
  killIds: Set<string>
  /** The set and the disk for which nothing was left to tell of kills. */
  nothingNewAt: { version: number; stored: number } | null
  applied: number
  notServing: readonly string[]
  /** When a word that is only about the applied revision is to go. */
  lateAt: number | null
}

export interface Disk {
  lastWrite: number
  stored: number
  /** The first write with the highest epoch. */
  epochWrite: number
}

export interface Contact {
  /** The last word of a server, over stream or poll, that was not refused. */
  heardAt: number
  /** The last one that confirmed the state held. */
  confirmedAt: number | null
  source: SyncView['source']
  isReady: boolean
  /** Whether the set holds a kill that the state at the head lacks. */
  isOrphaned: boolean
  /** A try has failed since the last word. */
  failed: string | null
  /** Why the key is refused, in the server’s words; null where it is not. */
  keyRefused: string | null
}

/** One input at work: what it changes is gathered, and comes out as effects at its end. */
export interface Turn {
  readonly now: number
  readonly state: MachineState
  readonly config: SyncConfig
  readonly rules: SyncRules
  readonly effects: SyncEffect[]
  update: StoreUpdate['state'] | null
  killsChanged: boolean
  /** Position or content: the snapshot's file is out of date. */
  stateMoved: boolean
  epochRose: boolean
}

export function newTurn(state: MachineState, config: SyncConfig, now: number): Turn {
  const rules = config.rules === undefined ? allRules : { ...allRules, ...config.rules }
  return {
    now,
    state,
    config,
    rules,
    effects: [],
    update: null,
    killsChanged: false,
    stateMoved: false,
    epochRose: false,
  }
}

export function newState({ random }: SyncConfig): MachineState {
  return {
    life: 'new',
    held: null,
    position: null,
    unread: null,
    kills: new KillSet(),
    highest: null,
    follows: [],
    notServing: [],
    count: 0,
    streaming: {
      phase: 'off',
      since: 0,
      openAt: 0,
      server: 0,
      generation: 0,
      heardAt: 0,
      hasSpoken: false,
      readyAt: null,
      helloAt: null,
      helloSaidAt: Number.NEGATIVE_INFINITY,
      ahead: null,
      refusals: 0,
      backoff: new Backoff(random),
    },
    requesting: {
      next: 1,
      inFlight: null,
      notBefore: Number.NEGATIVE_INFINITY,
      server: 0,
      pollAt: Number.POSITIVE_INFINITY,
      askedAt: Number.NEGATIVE_INFINITY,
      postedAt: Number.NEGATIVE_INFINITY,
      answered: false,
      refusals: 0,
      backoff: new Backoff(random),
    },
    catchUp: {
      wanted: 'nothing',
      notBefore: Number.NEGATIVE_INFINITY,
      backoff: new Backoff(random),
      mismatches: 0,
      misfits: 0,
    },
    words: { told: null, killIds: new Set(), nothingNewAt: null, applied: 0, notServing: [], lateAt: null },
    disk: { lastWrite: 0, stored: 0, epochWrite: 0 },
    contact: {
      heardAt: 0,
      confirmedAt: null,
      source: 'none',
      isReady: false,
      isOrphaned: false,
      failed: null,
      keyRefused: null,
    },
    view: {
      status: 'NOT_READY',
      since: 0,
      source: 'none',
      position: null,
      hashes: null,
      confirmedAt: null,
      unread: null,
      because: 'not started',
    },
    wakeAt: null,
    reported: new Map(),
  }
}
