import type {
  Actor,
  Change,
  ChangeKind,
  Entities,
  EntityKind,
  EntityRef,
  EntityWrite,
  Epoch,
  Json,
  Revision,
  SectionHashes,
  SentEntity,
} from '@ripcord/model'

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
  /**
   * The same key with the same fingerprint again returns the first answer; with another fingerprint it is refused. A key
   * counts within its project, and for one that is to be created in all of them.
   */
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

  /** By key, when the last change that touched each entity of a kind was committed. */
  lastTouched(project: string, kind: EntityKind, environment: string | null): Promise<Map<string, string>>

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
