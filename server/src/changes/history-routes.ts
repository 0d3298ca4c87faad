import { operations } from '@ripcord/api'
import type { EntityKind, EntityRef, Revision } from '@ripcord/model'
import { ok } from '../http/answers.js'
import { editOf } from '../http/command.js'
import { HttpError } from '../http/http-error.js'
import { eventsRoute, type Route, route } from '../http/route.js'
import type { HistoryFilter, HistoryService } from './history-service.js'
import { previewRevert } from './preview-revert.js'

export interface HistoryRoutesDeps {
  history: HistoryService
  /** The newest revision of a project. */
  head: (project: string) => Promise<Revision>
  /** Changes of a project as they happen, after a revision (the present head where none is given). */
  follow: (project: string, after: number | undefined, signal: AbortSignal) => AsyncIterable<FollowedChange>
}

/** A change, on its way to a reader of events. */
interface FollowedChange {
  revision: number
}

export function historyRoutes({ history, head, follow }: HistoryRoutesDeps): Route[] {
  return [
    route(operations.listChanges, async ({ params, query }) => {
      const { limit, cursor, ...filter } = query
      return ok(await history.list(params.project, filterOf(filter), { limit, cursor }))
    }),
    route(operations.getChange, async ({ params }) =>
      ok(await history.read(params.project, params.revision)),
    ),
    route(operations.readState, async ({ params, query }) => {
      const { kind, environment, key } = query
      const what = { kind, environment: environmentOf(kind, environment), keys: key }
      return ok({ items: await history.stateAt(params.project, params.revision, what) })
    }),
    route(operations.diffRevisions, async ({ params, query }) => {
      const { from, to, ...filter } = query
      return ok({ items: await history.diff(params.project, { from, to }, filterOf(filter)) })
    }),
    route(operations.previewRevert, async ({ params, body }) =>
      ok(await previewRevert(history, params.project, body, await head(params.project))),
    ),
    route(operations.revertTo, async (request) => {
      const { reason, ...revert } = request.body
      return ok(await history.revert(request.params.project, revert, editOf(request, reason)))
    }),
    route(operations.readLastChanged, async ({ params }) => {
      const last = await history.lastChanged(params.project, params.environment)
      return ok({ flags: Object.fromEntries(last) })
    }),
    eventsRoute(operations.followChanges, async ({ params, lastEventId, signal }) => {
      const after =
        lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined
      // Refuses a project that is not there before the answer begins.
      await history.list(params.project, {}, { limit: 1 })
      return events(follow(params.project, after, signal))
    }),
  ]
}

async function* events(changes: AsyncIterable<FollowedChange>) {
  for await (const change of changes) yield { id: String(change.revision), data: change }
}

interface FilterQuery {
  kind?: EntityKind | undefined
  key?: string | undefined
  environment?: string | undefined
}

function filterOf({ kind, key, environment }: FilterQuery): HistoryFilter {
  if (kind === undefined && key === undefined) return { environment }
  if (kind === undefined || key === undefined) throw incomplete(kind === undefined ? 'kind' : 'key')
  const entity: EntityRef = { kind, environment: environmentOf(kind, environment), key }
  return { entity }
}

const projectWide: readonly EntityKind[] = ['project', 'environment', 'flag']

function environmentOf(kind: EntityKind, environment: string | undefined): string | null {
  if (projectWide.includes(kind)) return null
  if (environment === undefined) throw incomplete('environment')
  return environment
}

function incomplete(field: string): HttpError {
  const message = 'is needed to name an entity, with the others of kind, key and environment'
  return new HttpError(400, 'invalid-request', `query/${field}: ${message}`, {
    errors: [{ path: `query/${field}`, message }],
  })
}
