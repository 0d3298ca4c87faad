import type { Actor, Change, ChangeKind, EntityWrite, Epoch, Json, Revision } from '@ripcord/model'
import { notFound, PreconditionFailedError } from '../errors.js'
import {
  type Committed,
  type Decision,
  type EntityQuery,
  NotStoredError,
  type StateView,
  type Storage,
  StorageError,
} from '../storage/storage.js'
import { createAfter, realWrites } from './after.js'
import { checkWrites, type PathOf, pathByName } from './check-writes.js'
import { refuseOwned } from './ownership.js'
import { refuseProblems } from './parse.js'
import type { ProjectIndex } from './project-index.js'
import type { ProjectIndexes } from './project-indexes.js'
import { createReading, IndexNeeded, MoreReadsNeeded, type Reading } from './reading.js'
import { projectSent } from './sent-projection.js'
import { tellChanges } from './tell-changes.js'

/** What led to a change, for programs. */
type ChangeCause = { readonly [key: string]: Json }

/** What a decision comes to. */
export type Verdict<R> =
  | {
      type: 'commit'
      kind: ChangeKind
      /** Those that make no difference are left out; where none is left, nothing is committed. */
      entities: EntityWrite[]
      result: R
      /** The result where nothing is committed, if that is another one. */
      resultOfNothing?: R
      cause?: ChangeCause
      /** A kill's or a release's own: it may touch what a release owns. */
      touchesOwned?: boolean
      /** Where the entities were given in the request, for problems. */
      pathOf?: PathOf
    }
  | { type: 'nothing'; result: R }
  | { type: 'refuse'; error: Error }

export interface DecideAt {
  /** What the change would be numbered. */
  revision: Revision
  epoch: Epoch
  now: Date
}

/** Pure and synchronous, with a result of plain JSON (it is kept for repetitions); asked again where it wanted to read more than `reads`. */
export type Decide<R> = (state: Reading, at: DecideAt) => Verdict<R>

export interface CommitRequest<R> {
  project: string
  /** What the decision is known to read; asking for more costs another try. */
  reads: readonly EntityQuery[]
  actor: Actor
  reason?: string | undefined
  requestId?: string | undefined
  /** Beside what the decision itself gives. */
  cause?: ChangeCause | undefined
  /** For kills: waits for no other change, as long as it takes, and gets the ballast's space on a full disk. */
  urgent?: boolean | undefined
  idempotency?: { key: string; fingerprint: string } | undefined
  /** Creates the project's log. */
  create?: { projectId: string } | undefined
  decide: Decide<R>
}

export interface CommitAnswer<R> extends Committed<R> {
  change: Change | undefined
}

/**
 * The one door. Under the log's lock it asks `decide`, works out what SDKs of each environment will see, refuses what
 * they would quarantine, and hands all of it to storage as one transaction.
 *
 * @throws RefusedError what `decide` refused, `invalid` (problems), `not-found` (project); StorageError; IdempotencyError
 */
export type CommitChange = <R>(request: CommitRequest<R>) => Promise<CommitAnswer<R>>

export interface CommitChangeDeps {
  storage: Pick<Storage, 'changes'>
  indexes: ProjectIndexes
}

/** A decision reads a level of references more at each try, and starts over when another change has come between. */
const tries = 200

export function createCommitChange({ storage, indexes }: CommitChangeDeps): CommitChange {
  const inTurn = createTurns()

  async function commit<R>(request: CommitRequest<R>): Promise<CommitAnswer<R>> {
    let reads = request.reads
    let index: ProjectIndex | undefined
    for (let attempt = 0; attempt < tries || request.urgent === true; attempt++) {
      try {
        return await transact(storage, request, reads, index ?? indexes.peek(request.project))
      } catch (error) {
        if (error instanceof MoreReadsNeeded) reads = [...reads, ...error.queries]
        else if (error instanceof IndexNeeded) index = await indexes.current(request.project)
        else if (error instanceof NotStoredError) throw notFound(error.kind, error.key)
        else if (error instanceof PreconditionFailedError)
          throw await tellChanges(storage, request.project, error)
        else throw error
      }
    }
    throw new StorageError('busy', 'Other changes kept coming between: try again')
  }

  return async (request) => {
    const answer =
      request.urgent === true ? await commit(request) : await inTurn(request.project, () => commit(request))
    const index = indexes.peek(request.project)
    if (answer.change !== undefined && index?.revision === answer.change.revision - 1)
      index.follow(answer.change)
    return answer
  }
}

function transact<R>(
  storage: Pick<Storage, 'changes'>,
  request: CommitRequest<R>,
  reads: readonly EntityQuery[],
  index: ProjectIndex | undefined,
): Promise<Committed<R>> {
  type Stored = R & Json
  const { project, urgent, idempotency, create } = request
  return storage.changes.transact<Stored>(
    {
      project,
      reads,
      ...(urgent !== undefined && { urgent }),
      ...(idempotency !== undefined && { idempotency }),
      ...(create !== undefined && { create }),
    },
    (state: StateView, at): Decision<Stored> => {
      const reading = createReading(state, reads, index)
      return draft(request, reading, request.decide(reading, at)) as Decision<Stored>
    },
  )
}

/** The decision with all that follows from it. */
function draft<R>(request: CommitRequest<R>, reading: Reading, verdict: Verdict<R>): Decision<R> {
  if (verdict.type !== 'commit') return verdict
  const { kind, result, pathOf = pathByName } = verdict
  const entities = realWrites(reading, verdict.entities)
  if (entities.length === 0) return { type: 'nothing', result: verdict.resultOfNothing ?? result }
  const after = createAfter(reading, entities)
  if (verdict.touchesOwned !== true) refuseOwned(after)
  const sent = projectSent(after)
  // A kill leads only to what there was before a release began, which was checked then: nothing may refuse it now.
  const problems = request.urgent === true ? [] : checkWrites(after, sent, pathOf)
  if (problems.length > 0) return { type: 'refuse', error: refuseProblems(problems) }
  const { actor, reason = '', requestId } = request
  const cause = causeOf(request.cause, verdict.cause)
  const change = {
    kind,
    actor,
    reason,
    entities,
    sent,
    ...(cause !== undefined && { cause }),
    ...(requestId !== undefined && { requestId }),
  }
  return { type: 'commit', change, result }
}

function causeOf(given: ChangeCause | undefined, decided: ChangeCause | undefined): ChangeCause | undefined {
  return given === undefined && decided === undefined ? undefined : { ...given, ...decided }
}

/**
 * Lets one at a time through, by name. Two edits of one project would only wait for each other's lock anyway; in turn
 * neither makes the other read again.
 */
function createTurns(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve()
    const turn = before.then(work, work)
    last.set(name, turn)
    try {
      return await turn
    } finally {
      if (last.get(name) === turn) last.delete(name)
    }
  }
}
