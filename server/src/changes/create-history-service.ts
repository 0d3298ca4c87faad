import { type Change, type EntityRef, type Json, limits, type Revision } from '@ripcord/model'
import { notFound } from '../errors.js'
import type { StateView, Storage, Stored } from '../storage/storage.js'
import type { CommitChange } from './commit-change.js'
import { createRevert } from './create-revert.js'
import { readCursor, writeCursor } from './cursor.js'
import { findEnvironment } from './environments.js'
import type {
  ChangeView,
  EntityAt,
  EntityDifference,
  HistoryFilter,
  HistoryService,
  RevertRequest,
} from './history-service.js'
import { jsonDifferences } from './json-difference.js'
import { refuseProblems } from './parse.js'
import { byName, queriesFor, refName, refOf, storedAt } from './refs.js'
import { touchedBetween } from './touched-between.js'

export interface HistoryServiceDeps {
  storage: Pick<Storage, 'changes' | 'projects'>
  commitChange: CommitChange
}

export function createHistoryService({ storage, commitChange }: HistoryServiceDeps): HistoryService {
  const { changes } = storage
  const revert = createRevert({ changes, commitChange })

  async function headOf(project: string): Promise<Revision> {
    if ((await storage.projects.get(project)) === undefined) throw notFound('project', project)
    return changes.head(project)
  }

  async function assertRevision(project: string, revision: Revision): Promise<void> {
    const head = await headOf(project)
    if (revision < 0 || revision > head)
      throw notFound('revision', String(revision), `${project}, which is at ${head}`)
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
      const refs = await touchedBetween(changes, project, Math.min(from, to), Math.max(from, to))
      return compare(
        project,
        from,
        to,
        refs.filter((ref) => isAskedFor(ref, filter)),
      )
    },
    async lastChanged(project, environment) {
      await findEnvironment(storage, project, environment)
      return changes.lastTouched(project, 'flagSettings', environment)
    },
    assertNames,
    async revert(project, request, by) {
      await assertRevision(project, request.to)
      await assertNames(project, request)
      return revert(project, request, by)
    },
  }
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
