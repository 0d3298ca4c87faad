import type { Epoch, Kill, Position, Revision, SectionHashes, SentEntity } from '@ripcord/model'

/** The version of this protocol; its rules, and how versions meet, are in docs/protocol.md. */
export const protocolVersion = 1

/** The event that carries every message in both directions. */
export const messageEvent = 'ripcord'

/** HMAC over environment and epoch by the server's key, base64url: whoever shows it has heard that epoch from a server. */
export type EpochProof = string

/** One section of a snapshot. A reader that does not know it skips it, and turns STALE loudly where it is required. */
export interface SnapshotSection {
  name: string
  required: boolean
  entities: SentEntity[]
}

/** What has changed in one section; a value of null = gone. */
export interface SectionChanges {
  name: string
  required: boolean
  entities: SentEntity[]
}

/** A set of kills that are over, by an explicit word of the server. */
export interface DropMessage {
  type: 'drop'
  epoch: Epoch
  proof: EpochProof
  killIds: string[]
}

export interface ChangesMessage {
  type: 'changes'
  epoch: Epoch
  proof: EpochProof
  /** The environment's revision before; the message is one step from there to `to`. */
  from: Revision
  to: Revision
  /** State hashes after it. */
  hashes: SectionHashes
  sections: SectionChanges[]
}

/** Sent ahead of whatever is queued; the `changes` that carry the same kill follow. */
export interface KillMessage {
  type: 'kill'
  epoch: Epoch
  proof: EpochProof
  revision: Revision
  kill: Kill
}

export interface BookmarkMessage {
  type: 'bookmark'
  at: Position
  hashes: SectionHashes
  proof: EpochProof
}

/** Fetch the snapshot over HTTP. */
export interface ResyncMessage {
  type: 'resync'
  epoch: Epoch
  proof: EpochProof
  because: string
  /** Whether what is held can't be trusted: the GET is then unconditional. */
  mismatch: boolean
}

/** The server is about to stop, or sheds load: connect again (elsewhere where there is an elsewhere) after so long. */
export interface GoodbyeMessage {
  type: 'goodbye'
  reconnectAfterMs: number
}

export type ServerMessage =
  | DropMessage
  | ChangesMessage
  | KillMessage
  | BookmarkMessage
  | ResyncMessage
  | GoodbyeMessage

/** Who is there. Goes with the handshake (stream) and with every GET and POST (polling). */
export interface InstanceInfo {
  /** `application.name`: the service. */
  service: string
  version: string
  host: string
  zone?: string | undefined
  sdk: { name: string; version: string }
}

/** What a client says of itself and holds; the body of `hello`, of the snapshot's request and of a polled ack. */
export interface Hello {
  protocol: number
  /** Rises by one with each word (hello or ack) of the process. */
  count: number
  /** A secret of the process: 128 random bits or more. */
  bootId: string
  /** Boot ids whose slots on disk it took over, until it is READY. */
  follows: string[]
  instance: InstanceInfo
  /** The highest epoch seen, with its proof; null where none was. */
  highestEpoch: { epoch: Epoch; proof: EpochProof } | null
  /** Revision and hashes of the state held; null where none is. */
  held: { epoch: Epoch; revision: Revision; hashes: SectionHashes } | null
  /** Every kill record held, as far as a message has room. */
  kills: Kill[]
  /** Ids of kills that the state held lacks and whose records found no room; absent where there are none. */
  killsById?: string[] | undefined
  /** Flags that it does not serve as the log says. */
  notServing: string[]
}

/** An acknowledgement: an instance's word about what it holds, in the epoch it names. */
export interface Ack {
  count: number
  epoch: Epoch
  applied: Revision
  /** Whether `added` is the whole set (said when the epoch has risen) or what was added since the last ack. */
  whole: boolean
  added: string[]
  removed: string[]
  notServing: string[]
}

export type ClientMessage =
  | ({ type: 'hello' } & Hello)
  | ({ type: 'ack' } & Ack)
  | { type: 'goodbye'; count: number }

/** `GET /sdk/v1/snapshot`: kills come first. */
export interface Snapshot {
  protocol: number
  environment: { id: string; key: string; project: string }
  at: Position
  proof: EpochProof
  hashes: SectionHashes
  sections: SnapshotSection[]
}

/**
 * What a GET or POST answers beside its body. For a GET it travels in the header `ripcord-sync` (JSON, base64url),
 * since a 304 has no body and a cached snapshot is everybody's.
 */
export interface PollAnswer {
  drop: DropMessage | null
  bookmark: BookmarkMessage
}

/** `POST /sdk/v1/report`: what was evaluated since the last one. Idempotent by boot id and sequence. */
export interface Report {
  bootId: string
  /** Rises by one with each report of the process. */
  sequence: number
  service: string
  /** `variant: null` = the caller's default was served. */
  evaluations: { flag: string; variant: string | null; reason: string; count: number }[]
  /** Evaluations that could not be kept (a bounded table was full). */
  dropped: number
  /** What requests of running releases came to since the last report. */
  outcomes?: ReleaseOutcomes[]
  /** Flags of which this process tripped the breaker since the last report. */
  breakers?: { flag: string; release?: string; because: string }[]
  /** What all requests of the process came to since the last report, whichever flags they evaluated. */
  traffic?: Traffic
}

/** Requests, as far as they ran in a scope. */
export interface Traffic {
  requests: number
  errors: number
  /** How long they took: counts by the index of the fixed logarithmic histogram. */
  latency: [index: number, count: number][]
}

/**
 * What one process saw of one release, in the stage in which the requests began. Subjects leave the process only as
 * 32-bit buckets, salted by the release's seed.
 */
export interface ReleaseOutcomes {
  release: string
  generation: number
  stage: number
  treatment: ArmOutcomes
  control: ArmOutcomes
  /** Requests whose context had nothing to split by: in no arm. */
  unassigned: number
  /** Erring and slow subjects beyond the most that one report holds, both arms together. */
  subjectsLost: number
}

export interface ArmOutcomes {
  requests: number
  errors: number
  slow: number
  /** Buckets of subjects that erred, and of those that were slow: at most 64 of each, both arms together. */
  erring: number[]
  slowed: number[]
  /** Buckets of up to three subjects of the arm, erring or not. */
  seen: number[]
  /** How long requests took: counts by the index of the fixed logarithmic histogram. */
  latency: [index: number, count: number][]
  /** Up to five kinds of error: class or code, never a message. */
  kinds: { kind: string; count: number; traceId?: string }[]
  /** What the application counted by name in requests of the arm. */
  tracked?: { event: string; count: number }[]
}
