import type { Change, Epoch, Json } from '@ripcord/model'
import { canonicalJson } from '@ripcord/model/plain'
import {
  type ChangeDraft,
  type Committed,
  type Decision,
  NotStoredError,
  type StateView,
  type TransactOptions,
} from '../storage.js'
import { chainStart, rowHash } from './chain.js'
import type { ProjectRow } from './project-rows.js'
import type { Rows } from './rows.js'
import { createStateView } from './state-view.js'

export type Decide<R> = (state: StateView, at: { revision: number; epoch: Epoch; now: Date }) => Decision<R>

/** The body of one transaction: reads, asks `decide`, writes. What it throws rolls everything back. */
export function transactWithin<R extends Json>(
  rows: Rows,
  now: Date,
  options: TransactOptions,
  decide: Decide<R>,
): Committed<R> {
  const known = rows.projects.find(options.project)
  if (known === undefined && options.create === undefined)
    throw new NotStoredError('project', options.project)
  if (known === undefined && options.idempotency) rows.idempotency.refuseUsed(options.idempotency.key)
  const before = known && options.idempotency && rows.idempotency.find(known.id, options.idempotency)
  if (before !== undefined) return { result: before.result as R, change: undefined, repeated: true }

  const epoch = rows.epochs.current()
  const head = known?.revision ?? 0
  const found = known ? rows.entities.read(known.id, options.reads) : []
  const state = createStateView({ revision: head, epoch }, options.reads, found)
  const decision = decide(state, { revision: head + 1, epoch, now })

  if (decision.type === 'refuse') throw decision.error
  const project = known ?? (decision.type === 'commit' ? createProject(rows, options) : undefined)
  if (project !== undefined && options.idempotency !== undefined)
    rows.idempotency.keep(project.id, options.idempotency, decision.result, now)
  if (decision.type === 'nothing' || project === undefined)
    return { result: decision.result, change: undefined, repeated: false }
  return {
    result: decision.result,
    change: write(rows, project, epoch, now, decision.change),
    repeated: false,
  }
}

function createProject(rows: Rows, options: TransactOptions): ProjectRow {
  if (options.create === undefined) throw new NotStoredError('project', options.project)
  return rows.projects.create(options.create.projectId, options.project)
}

function write(rows: Rows, project: ProjectRow, epoch: Epoch, now: Date, draft: ChangeDraft): Change {
  const revision = project.revision + 1
  rows.entities.write(project.id, revision, draft.entities)
  rows.projects.follow(project, draft.entities)
  const environments = send(rows, project, revision, draft)
  const { kind, actor, reason, entities, cause, requestId } = draft
  const change = {
    revision,
    epoch,
    at: now.toISOString(),
    kind,
    actor,
    reason,
    entities,
    environments,
    ...(cause && { cause }),
    ...(requestId !== undefined && { requestId }),
  }
  const body = canonicalJson(change as unknown as Json)
  const hash = rowHash(project.revision === 0 ? chainStart : project.row_hash, body)
  rows.changes.append(project.id, { revision, body, row_hash: hash })
  rows.projects.advance(project.id, revision, hash)
  return { ...change, rowHash: hash }
}

/** Keys of the environments in which something differs. */
function send(rows: Rows, project: ProjectRow, revision: number, draft: ChangeDraft): string[] {
  if (draft.sent.length === 0) return []
  const environments = new Map(rows.projects.environments(project.id).map((row) => [row.key, row]))
  return draft.sent.flatMap(({ environment: key, entities }) => {
    const environment = environments.get(key)
    if (environment === undefined) throw new NotStoredError('environment', key)
    const hashes = rows.sent.write(environment, revision, entities)
    if (hashes === undefined) return []
    rows.projects.advanceEnvironment(environment.id, revision, hashes)
    return [key]
  })
}
