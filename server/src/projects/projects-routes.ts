import { operations } from '@ripcord/api'
import { created, ok } from '../http/answers.js'
import { commandOf, editOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { ProjectsService } from './projects-service.js'

export function projectsRoutes(projects: ProjectsService): Route[] {
  return [
    route(operations.createProject, async (request) => {
      const { reason, ...input } = request.body
      return created(await projects.create(input, commandOf(request, reason)))
    }),
    route(operations.listProjects, async () => ok({ items: await projects.list() })),
    route(operations.getProject, async ({ params }) => ok(await projects.read(params.project))),
    route(operations.updateProject, async (request) => {
      const { reason, ...patch } = request.body
      return ok(await projects.update(request.params.project, patch, editOf(request, reason)))
    }),
  ]
}
