import { type Overview, operations } from '@ripcord/api'
import { ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'

export function overviewRoutes(
  overview: (project: string, environment: string) => Promise<Overview>,
): Route[] {
  return [
    route(operations.readOverview, async ({ params }) =>
      ok(await overview(params.project, params.environment)),
    ),
  ]
}
