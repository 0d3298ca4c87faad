import type {
  Actor,
  Change,
  ChangeKind,
  Entities,
  EntityKind,
  EntityRef,
  EntityWrite,
  Environment,
  Epoch,
  Json,
  Kill,
  Project,
  Revision,
  SectionHashes,
  SentEntity,
} from '@ripcord/model'

/**
 * The port to the database. Everything that must be atomic with a change goes through `transact`; the rest are small
 * ports of their own. Adapters are held to one contract: `storage.contract.ts`.
 */
export interface Storage {
  readonly changes: ChangeStore
  readonly epochs: EpochStore
  readonly projects: ProjectStore
  readonly keys: KeyStore
  readonly access: AccessStore
  readonly instances: InstanceStore
  readonly counts: CountStore
  readonly waitingKills: WaitingKillStore
  /** What an operator should hear of what was found at opening; a file that was rolled back, above all. */
  readonly warnings: readonly string[]
  /** Answers whether the database can be read and written; for `/readyz`. */
  check(): Promise<void>
  close(): Promise<void>
}

/** Which entities a decision reads: all of a kind in an environment (null: project-wide), or those named. */
export interface EntityQuery {
  kind: EntityKind
  environment: string | null
  keys?: readonly string[]
}

/** An entity as it stands, with the revision of the last change that touched it: its ETag. */
export interface Stored<K extends EntityKind = EntityKind> extends EntityRef<K> {
  /** null = it was deleted: its key is spent. */
  value: Entities[K] | null
  revision: Revision
}

/** The entities that were asked for, read under the log's lock. Asking for others is a programming error and throws. */
export interface StateView {
  readonly revision: Revision
  readonly epoch: Epoch
  /** Undefined = never existed. */
  get<K extends EntityKind>(kind: K, environment: string | null, key: string): Stored<K> | undefined
  /** Of those asked for, in order of key; deleted ones included. */
  list<K extends EntityKind>(kind: K, environment: string | null): Stored<K>[]
}

/** What SDKs of one environment will see of a change. */
export interface SentWrite {
  environment: string
  entities: SentEntity[]
}

/** A change before it has a revision. */
export interface ChangeDraft {
  kind: ChangeKind
  actor: Actor
  reason: string
  entities: EntityWrite[]
  sent: SentWrite[]
  cause?: { readonly [key: string]: Json }
  requestId?: string
}

export type Decision<R> =
  | { type: 'commit'; change: ChangeDraft; result: R }
  /** There is nothing to do; `result` tells why it is already so. */
  | { type: 'nothing'; result: R }
  /** Refused: `transact` rejects with this error and changes nothing. */
  | { type: 'refuse'; error: Error }

export interface TransactOptions {
  project: string
  reads: readonly EntityQuery[]
  /**
   * A kill waits for the log's lock as long as it takes, and on a full disk gets the ballast's space; others give up
   * after two seconds.
   */
  urgent?: boolean
  /** The same key with the same fingerprint again returns the first answer; with another fingerprint it is refused. */
  idempotency?: { key: string; fingerprint: string }
  /** Creates the project's log; `decide` then sees an empty state at revision 0. */
  create?: { projectId: string }
}

export interface Committed<R> {
  result: R
  /** Undefined where there was nothing to do, and for an idempotent repetition. */
  change: Change | undefined
  repeated: boolean
}

/** One row of an environment's log as SDKs need it. */
export interface SentChange {
  revision: Revision
  /** The environment's revision before. */
  from: Revision
  hashes: SectionHashes
  entities: SentEntity[]
}

export interface EnvironmentHead {
  revision: Revision
  hashes: SectionHashes
}

export interface ChangeStore {
  /**
   * ONE transaction: takes the lock of the project's counter row, reads `reads`, asks the pure, synchronous `decide`,
   * writes log row, state, sent state and state hashes, and commits. Of `sent`, only what differs from what stands is
   * a difference; an environment without one gets no row. Rejects with what `decide` refused or threw (nothing is
   * written then), with a `StorageError`, `NotStoredError` or `IdempotencyError`.
   */
  transact<R extends Json>(
    options: TransactOptions,
    decide: (state: StateView, at: { revision: Revision; epoch: Epoch; now: Date }) => Decision<R>,
  ): Promise<Committed<R>>

  /** The present state, outside any lock; one read at one revision. */
  read(project: string, reads: readonly EntityQuery[]): Promise<StateView>
  /** The state as it was after `revision`. */
  readAt(project: string, revision: Revision, reads: readonly EntityQuery[]): Promise<StateView>

  /** Changes of a project, oldest first, after `after`. */
  changesAfter(project: string, after: Revision, limit: number): Promise<Change[]>
  change(project: string, revision: Revision): Promise<Change | undefined>
  /** Changes that touched an entity (or, without one, any), newest first, before `before`. */
  history(
    project: string,
    filter: { entity?: EntityRef; environment?: string; before?: Revision; limit: number },
  ): Promise<Change[]>

  /** The newest revision of the project. */
  head(project: string): Promise<Revision>
  environmentHead(environmentId: string): Promise<EnvironmentHead>
  /** Rows of one environment's log after `after`, oldest first. */
  sentAfter(environmentId: string, after: Revision, limit: number): Promise<SentChange[]>
  /** Hashes after the environment's row at exactly `revision`; undefined where it has no such row. */
  hashesAt(environmentId: string, revision: Revision): Promise<SectionHashes | undefined>
  /** All that is sent to an environment's SDKs, with the head it belongs to, in one read. */
  sentState(environmentId: string): Promise<{ head: EnvironmentHead; entities: SentEntity[] }>

  /** Called after each commit, of this process or (SQLite: within a second) of another; only a wake-up, the log is the truth. */
  onCommit(listener: () => void): () => void
  /**
   * Re-computes the hash chain of a project: `firstBad` is the first revision that does not fit, 0 where the chain of
   * epochs does not.
   */
  verify(project: string): Promise<{ rows: number; firstBad: Revision | undefined }>
}

export interface EpochStore {
  /** The newest epoch. Minted at each opening by a server (SQLite), never by a break-glass CLI. */
  current(): Promise<Epoch>
  /** Mints one above the clock, the newest, and `above`. */
  mint(because: string, above?: Epoch): Promise<Epoch>
}

export interface ProjectStore {
  list(): Promise<Project[]>
  /** By key. */
  get(key: string): Promise<Project | undefined>
  environments(project: string): Promise<Environment[]>
  /** By the environment's id, with its project. */
  environment(environmentId: string): Promise<{ project: Project; environment: Environment } | undefined>
}

export interface SdkKey {
  id: string
  environmentId: string
  /** `server` keys receive rules over the stream; `client` keys are for OFREP. */
  kind: 'server' | 'client'
  name: string
  /** SHA-256 of the whole key, hex. The key itself is shown once and kept nowhere. */
  hash: string
  createdAt: string
  createdBy: Actor
  lastUsedAt: string | null
  revokedAt: string | null
}

export interface KeyStore {
  create(key: SdkKey): Promise<void>
  get(id: string): Promise<SdkKey | undefined>
  list(environmentId: string): Promise<SdkKey[]>
  /** Revoking a revoked key is no error. */
  revoke(id: string, at: string): Promise<void>
  touch(id: string, at: string): Promise<void>
}

export interface AdminToken {
  id: string
  name: string
  hash: string
  createdAt: string
  revokedAt: string | null
}

export interface Session {
  id: string
  actor: Actor
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

export interface AccessStore {
  /** One-time links: the hash of the token and when it ends. */
  createLink(hash: string, expiresAt: string): Promise<void>
  /** True once, and only before it ends. */
  spendLink(hash: string, now: string): Promise<boolean>
  createSession(session: Session): Promise<void>
  session(id: string): Promise<Session | undefined>
  revokeSession(id: string, at: string): Promise<void>
  createToken(token: AdminToken): Promise<void>
  token(id: string): Promise<AdminToken | undefined>
  tokens(): Promise<AdminToken[]>
  revokeToken(id: string, at: string): Promise<void>
  /** Boxed secrets by name (the session key, later those of webhooks): the adapter never sees plain text. */
  secret(name: string): Promise<Uint8Array | undefined>
  putSecret(name: string, box: Uint8Array): Promise<void>
}

/** What the list of instances keeps of one process; it outlives a restart of the server. */
export interface InstanceRecord {
  environmentId: string
  /** SHA-256 of the boot id, hex: boot ids are secrets. */
  bootHash: string
  service: string
  version: string
  host: string
  zone: string | null
  sdk: string
  connectedSince: string | null
  lastSeenAt: string
  /** When it was lost without goodbye; null while it is connected, or said goodbye. */
  lostAt: string | null
  goodbyeAt: string | null
  count: number
  epoch: Epoch
  applied: Revision
  kills: string[]
  notServing: string[]
  struck: boolean
}

export interface InstanceStore {
  list(environmentId: string): Promise<InstanceRecord[]>
  put(records: readonly InstanceRecord[]): Promise<void>
  /** At start: those that were connected when the server stopped are lost from now. */
  loseAll(at: string): Promise<void>
  /** Forgets those not seen since. */
  prune(before: string): Promise<void>
}

/** Evaluations of one flag and variant (null: the caller's default) in one minute. */
export interface MinuteCount {
  environmentId: string
  flag: string
  variant: string | null
  reason: string
  /** Epoch milliseconds, a whole minute. */
  minute: number
  count: number
}

export interface CountStore {
  /** Adds to what stands. */
  add(counts: readonly MinuteCount[]): Promise<void>
  read(environmentId: string, filter: { flag?: string; from: number; to: number }): Promise<MinuteCount[]>
  /** Epoch milliseconds of the last evaluation by flag key. */
  lastEvaluated(environmentId: string): Promise<Map<string, number>>
  prune(beforeMinute: number): Promise<void>
}

/** A kill that an SDK still holds and the log does not know, whose MAC can't be checked: a person decides. */
export interface WaitingKill {
  environmentId: string
  kill: Kill
  /** Service and host of the instance that brought it first. */
  broughtBy: string
  since: string
  /** A person's word on it; null while it waits. */
  settled: SettledKill | null
}

export type SettledKill = { at: string; by: Actor } & (
  | { as: 'adopted' | 'dismissed' }
  /** It never came into the log: the kill that its episode had led to, `killId`, speaks for it, standing or lifted. */
  | { as: 'replaced'; killId: string }
)

export interface WaitingKillStore {
  /** The first one of a killId stands; a repetition changes nothing. */
  put(waiting: WaitingKill): Promise<void>
  get(environmentId: string, killId: string): Promise<WaitingKill | undefined>
  /** Those not settled. */
  list(environmentId: string): Promise<WaitingKill[]>
  settle(environmentId: string, killId: string, settled: SettledKill): Promise<void>
}

/** No such project or environment: look it up first where it may be missing. */
export class NotStoredError extends Error {
  readonly kind: 'project' | 'environment'
  readonly key: string
  constructor(kind: NotStoredError['kind'], key: string) {
    super(`There is no ${kind} ${JSON.stringify(key)}`)
    this.name = 'NotStoredError'
    this.kind = kind
    this.key = key
  }
}

/** An idempotency key came again with another request. */
export class IdempotencyError extends Error {
  readonly key: string
  constructor(key: string) {
    super(`The idempotency key ${JSON.stringify(key)} was used for another request: choose a new one`)
    this.name = 'IdempotencyError'
    this.key = key
  }
}

/**
 * The database said no: `full` (disk), `busy` (lock not got in time), `io`, `readonly`, `corrupt`. Nothing was changed;
 * `uncertain` alone means that after a power failure it might stand.
 */
export class StorageError extends Error {
  readonly code: 'full' | 'busy' | 'io' | 'uncertain' | 'readonly' | 'corrupt'
  constructor(code: StorageError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StorageError'
    this.code = code
  }
}
