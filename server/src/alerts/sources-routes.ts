import { operations } from '@ripcord/api'
import { created, noContent, ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { IntakeSource } from '../storage/storage.js'
import type { AuthType } from './senders/sender.js'
import type { Sources } from './sources.js'

export interface SourcesRoutesDeps {
  sources: Sources
  /** The id of an environment by its keys; refuses with 404 where there is none. */
  environmentId: (project: string, environment: string) => Promise<string>
}

export function sourcesRoutes({ sources, environmentId }: SourcesRoutesDeps): Route[] {
  return [
    route(operations.createSource, async ({ params, body, actor }) => {
      const place = { ...params, environmentId: await environmentId(params.project, params.environment) }
      const { source, secret } = await sources.create(place, body, actor)
      return created({ ...shown(source), secret })
    }),
    route(operations.listSources, async ({ params }) => {
      const all = await sources.list(await environmentId(params.project, params.environment))
      return ok({ items: all.map(shown) })
    }),
    route(operations.revokeSource, async ({ params }) => {
      await sources.revoke(await environmentId(params.project, params.environment), params.source)
      return noContent()
    }),
  ]
}

/** A source as it may be shown: without what is kept of its secret. */
function shown(source: IntakeSource) {
  const {
    secret: _secret,
    environmentId: _id,
    project: _project,
    environment: _environment,
    ...rest
  } = source
  const path = `/api/v1/intake/${source.kind}/${source.sender}/${source.id}`
  return { ...rest, auth: source.auth as AuthType, path }
}
