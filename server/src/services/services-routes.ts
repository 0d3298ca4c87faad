import { operations } from '@ripcord/api'
import { ok } from '../http/answers.js'
import { editOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { ServicesService } from './services-service.js'

export function servicesRoutes(services: ServicesService): Route[] {
  return [
    route(operations.listServices, async ({ params, query }) =>
      ok(await services.list(params.project, query)),
    ),
    route(operations.getService, async ({ params }) =>
      ok(await services.read(params.project, params.service)),
    ),
    route(operations.updateService, async (request) => {
      const { project, service } = request.params
      const { reason, ...patch } = request.body
      return ok(await services.update(project, service, patch, editOf(request, reason)))
    }),
  ]
}
