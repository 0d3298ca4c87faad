import { type Change, type EntityRef, type Json, limits, type Revision } from '@ripcord/model'
import { notFound } from '../errors.js'
import {
  type EntityQuery,
  type StateView,
  type Storage,
  StorageError,
  type Stored,
} from '../storage/storage.js'
import type { Edit } from './command.js'
import type { CommitChange } from './commit-change.js'
import { readCursor, writeCursor } from './cursor.js'
import { environmentsOf, findEnvironment } from './environments.js'
import type {
  ChangeView,
  EntityAt,
  EntityDifference,
  HistoryFilter,
  HistoryService,
  RevertAnswer,
  RevertRequest,
} from './history-service.js'
import { jsonDifferences } from './json-difference.js'
import { refuseProblems } from './parse.js'
import type { Reading } from './reading.js'
import { byName, queriesFor, refName, storedAt } from './refs.js'
import { refuseUnseen } from './refuse-unseen.js'
import { isReverted, revertWrites, withSegments } from './revert.js'

export interface HistoryServiceDeps {
  storage: Pick<Storage, 'changes' | 'projects'>
  commitChange: CommitChange
}

const environmentsRead: EntityQuery = { kind: 'environment', environment: null }
/** So many changes are read at a time. */
const batch = 500
/** A revert starts over when a change comes between; so often at most. */
const tries = 20

export function createHistoryService({ storage, commitChange }: HistoryServiceDeps): HistoryService {
  const { changes } = storage

  async function headOf(project: string): Promise<Revision> {
    if ((await storage.projects.get(project)) === undefined) throw notFound('project', project)
    return changes.head(project)
  }

  async function assertRevision(project: string, revision: Revision): Promise<void> {
    const head = await headOf(project)
    if (revision < 0 || revision > head)
      throw notFound('revision', String(revision), `${project}, which is at ${head}`)
  }

  /** All that was touched after `from` and up to `to`, each entity once. */
  async function touched(project: string, from: Revision, to: Revision): Promise<EntityRef[]> {
    const refs = new Map<string, EntityRef>()
    let after = from
    while (after < to) {
      const page = await changes.changesAfter(project, after, Math.min(batch, to - after))
      for (const { entities } of page) for (const ref of entities.map(refOf)) refs.set(refName(ref), ref)
      const last = page.at(-1)
      if (last === undefined) break
      after = last.revision
    }
    return [...refs.values()].sort(byName)
  }

  async function compare(
    project: string,
    from: Revision,
    to: Revision,
    refs: readonly EntityRef[],
  ): Promise<EntityDifference[]> {
    const queries = queriesFor(refs)
    const before = await changes.readAt(project, from, queries)
    const after = await changes.readAt(project, to, queries)
    return refs.flatMap((ref) => entityDifference(ref, before, after) ?? [])
  }

  async function entitiesAt(
    project: string,
    revision: Revision,
    what: Parameters<HistoryService['stateAt']>[2],
  ) {
    await assertRevision(project, revision)
    const { kind, environment, keys } = what
    const query = { kind, environment, ...(keys !== undefined && { keys }) }
    return (await changes.readAt(project, revision, [query])).list(kind, environment).map(entityAt)
  }

  async function assertNames(project: string, { flags, environment }: RevertRequest): Promise<void> {
    if (environment !== undefined) await findEnvironment(storage, project, environment)
    if (flags === undefined) return
    const state = await changes.read(project, [{ kind: 'flag', environment: null, keys: [...flags] }])
    for (const key of flags)
      if (state.get('flag', null, key) === undefined) throw notFound('flag', key, project)
  }

  /** Undefined where a change came between reading and deciding. */
  async function tryRevert(
    project: string,
    [request, by]: [RevertRequest, Edit],
  ): Promise<RevertAnswer | undefined> {
    const head = await headOf(project)
    const refs = (await touched(project, request.to, head)).filter((ref) => isReverted(ref, request))
    const reads = [environmentsRead, ...queriesFor(withSegments(refs))]
    const then = await changes.readAt(project, request.to, reads)
    try {
      const { result } = await commitChange<RevertAnswer>({
        ...by,
        project,
        reads,
        decide: (state, { revision }) => {
          if (state.revision !== head) throw new ChangedMeanwhile()
          const { writes, kept } = revertWrites(then, state, refs, request)
          refuseUnseen({
            look: { thing: 'preview', verb: 'preview' },
            seesProduction: seesProduction(state, writes),
            touched: refs.map((ref) => storedAt(state, ref)),
            ifMatch: by.ifMatch,
          })
          return {
            type: 'commit',
            kind: 'reverted',
            entities: writes,
            result: { revision, reverted: writes.map(refOf), kept },
            resultOfNothing: { revision: head, reverted: [], kept },
            cause: { revertedTo: request.to },
          }
        },
      })
      return result
    } catch (error) {
      if (error instanceof ChangedMeanwhile) return undefined
      throw error
    }
  }

  return {
    async list(project, { entity, environment }, { limit, cursor }) {
      await headOf(project)
      const count = Math.min(Math.max(1, limit), limits.maxPageSize)
      const before = cursor === undefined ? undefined : revisionIn(cursor)
      const found = await changes.history(project, {
        ...(entity !== undefined && { entity }),
        ...(environment !== undefined && { environment }),
        ...(before !== undefined && { before }),
        limit: count + 1,
      })
      const items = found.slice(0, count)
      const last = items.at(-1)
      const nextCursor =
        last !== undefined && found.length > count ? writeCursor(String(last.revision)) : null
      return { items: items.map(changeView), nextCursor }
    },
    async read(project, revision) {
      await headOf(project)
      const change = await changes.change(project, revision)
      if (change === undefined) throw notFound('revision', String(revision), project)
      const refs = change.entities.map(refOf).sort(byName)
      return { ...changeView(change), differences: await compare(project, revision - 1, revision, refs) }
    },
    stateAt: async (project, revision, what) =>
      (await entitiesAt(project, revision, what)).filter(({ value }) => value !== null),
    async entityAt(project, { kind, environment, key }, revision) {
      const [found] = await entitiesAt(project, revision, { kind, environment, keys: [key] })
      if (found === undefined) throw notFound(kind, key, `${project} at revision ${revision}`)
      return found
    },
    async diff(project, { from, to }, filter) {
      await assertRevision(project, from)
      await assertRevision(project, to)
      const refs = await touched(project, Math.min(from, to), Math.max(from, to))
      return compare(
        project,
        from,
        to,
        refs.filter((ref) => isAskedFor(ref, filter)),
      )
    },
    assertNames,
    async revert(project, request, by) {
      await assertRevision(project, request.to)
      await assertNames(project, request)
      for (let attempt = 0; attempt < tries; attempt++) {
        const answer = await tryRevert(project, [request, by])
        if (answer !== undefined) return answer
      }
      throw new StorageError('busy', 'Other changes kept coming between: try again')
    },
  }
}

/** Thrown out of a decision whose preparation is behind the log. */
class ChangedMeanwhile extends Error {}

/** A flag's definition is seen in every environment. */
function seesProduction(state: Reading, writes: readonly EntityRef[]): boolean {
  const production = environmentsOf(state).filter((environment) => environment.production)
  return writes.some((write) => production.some(({ key }) => (write.environment ?? key) === key))
}

function refOf({ kind, environment, key }: EntityRef): EntityRef {
  return { kind, environment, key }
}

function changeView({ entities, ...change }: Change): ChangeView {
  return { ...change, entities: entities.map(refOf) }
}

function entityAt({ kind, environment, key, value, revision }: Stored): EntityAt {
  // Entities are plain JSON by their schemas.
  return { kind, environment, key, value: value as Json, revision }
}

function entityDifference(ref: EntityRef, from: StateView, to: StateView): EntityDifference | undefined {
  const before = (storedAt(from, ref)?.value ?? null) as Json
  const after = (storedAt(to, ref)?.value ?? null) as Json
  const differences = jsonDifferences(before, after)
  if (differences.length === 0) return undefined
  const type = before === null ? 'created' : after === null ? 'deleted' : 'changed'
  return { ...ref, type, differences }
}

function isAskedFor(ref: EntityRef, { entity, environment }: HistoryFilter): boolean {
  if (entity !== undefined && refName(entity) !== refName(ref)) return false
  return (
    environment === undefined ||
    ref.environment === environment ||
    (ref.kind === 'environment' && ref.key === environment)
  )
}

function revisionIn(cursor: string): Revision {
  const revision = Number(readCursor(cursor))
  if (Number.isSafeInteger(revision) && revision > 0) return revision
  throw refuseProblems([{ path: 'query/cursor', message: 'expected the nextCursor of a page before' }])
}
