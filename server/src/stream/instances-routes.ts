import { operations } from '@ripcord/api'
import { notFound } from '../errors.js'
import { noContent, ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { InstanceView, Propagation, ShownInstances } from './propagation.js'

export interface InstancesRoutesDeps {
  /** The id of an environment by its keys; refuses with 404 where there is none. */
  environmentId: (project: string, environment: string) => Promise<string>
  instances: (environmentId: string) => Promise<InstanceView[]>
  /** By instance, how often something that it reported was refused. */
  refused: (environmentId: string) => ReadonlyMap<string, number>
  /** Undefined where there is no such kill. */
  propagation: (
    environmentId: string,
    killId: string,
    shown: ShownInstances,
  ) => Promise<Propagation | undefined>
  /** False where there is no such instance. */
  strike: (environmentId: string, instance: string) => Promise<boolean>
}

export function instancesRoutes(deps: InstancesRoutesDeps): Route[] {
  const { environmentId } = deps
  return [
    route(operations.listInstances, async ({ params }) => {
      const id = await environmentId(params.project, params.environment)
      const refused = deps.refused(id)
      const items = await deps.instances(id)
      return ok({ items: items.map((one) => ({ ...one, refusedReports: refused.get(one.id) ?? 0 })) })
    }),
    route(operations.readPropagation, async ({ params, query }) => {
      const id = await environmentId(params.project, params.environment)
      const found = await deps.propagation(id, params.kill, query.instances)
      if (found === undefined) throw notFound('kill', params.kill, params.environment)
      return ok(found)
    }),
    route(operations.strikeInstance, async ({ params }) => {
      const id = await environmentId(params.project, params.environment)
      if (await deps.strike(id, params.instance)) return noContent()
      throw notFound('instance', params.instance, params.environment)
    }),
  ]
}
