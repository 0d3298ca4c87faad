import { operations } from '@ripcord/api'
import { created, ok } from '../http/answers.js'
import { commandOf, editOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { EnvironmentsService } from './environments-service.js'

export function environmentsRoutes(environments: EnvironmentsService): Route[] {
  return [
    route(operations.createEnvironment, async (request) => {
      const { reason, ...input } = request.body
      return created(await environments.create(request.params.project, input, commandOf(request, reason)))
    }),
    route(operations.getEnvironment, async ({ params }) =>
      ok(await environments.read(params.project, params.environment)),
    ),
    route(operations.updateEnvironment, async (request) => {
      const { project, environment } = request.params
      const { reason, ...patch } = request.body
      return ok(await environments.update(project, environment, patch, editOf(request, reason)))
    }),
  ]
}
