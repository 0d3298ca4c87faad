import { operations } from '@ripcord/api'
import { created, noContent, ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { SdkKey } from '../storage/storage.js'
import type { SdkKeys } from './sdk-keys.js'

export interface KeysRoutesDeps {
  sdkKeys: SdkKeys
  /** The id of an environment by its keys; refuses with 404 where there is none. */
  environmentId: (project: string, environment: string) => Promise<string>
}

export function keysRoutes({ sdkKeys, environmentId }: KeysRoutesDeps): Route[] {
  return [
    route(operations.createKey, async ({ params, body, actor }) => {
      const id = await environmentId(params.project, params.environment)
      const { stored, key } = await sdkKeys.create(id, body, actor)
      return created({ ...shown(stored), key })
    }),
    route(operations.listKeys, async ({ params }) => {
      const keys = await sdkKeys.list(await environmentId(params.project, params.environment))
      return ok({ items: keys.map(shown) })
    }),
    route(operations.revokeKey, async ({ params }) => {
      await sdkKeys.revoke(await environmentId(params.project, params.environment), params.key)
      return noContent()
    }),
  ]
}

/** A key as it may be shown: without its hash. */
function shown({ hash: _hash, environmentId: _environmentId, ...rest }: SdkKey) {
  return rest
}
