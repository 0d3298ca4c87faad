import { operations } from '@ripcord/api'
import type { Clock } from '../clock.js'
import { ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { Counts } from './index.js'

export interface CountsRoutesDeps {
  counts: Pick<Counts, 'read' | 'served' | 'lastEvaluated'>
  clock: Clock
  /** The id of an environment by its keys; refuses with 404 where there is none. */
  environmentId: (project: string, environment: string) => Promise<string>
}

const hourMs = 3_600_000

export function countsRoutes({ counts, clock, environmentId }: CountsRoutesDeps): Route[] {
  return [
    route(operations.readCounts, async ({ params, query }) => {
      const id = await environmentId(params.project, params.environment)
      const to = query.to === undefined ? clock.now().getTime() + 1 : Date.parse(query.to)
      const from = query.from === undefined ? to - hourMs : Date.parse(query.from)
      const points = await counts.read(id, { flag: query.flag, from, to, resolution: query.resolution })
      return ok({ items: points.map((point) => ({ ...point, at: instant(point.at) })) })
    }),
    route(operations.readServed, async ({ params, query }) => {
      const id = await environmentId(params.project, params.environment)
      const { from, flags } = await counts.served(id, query.flag)
      return ok({ from: instant(from), flags: Object.fromEntries(flags) })
    }),
    route(operations.readLastEvaluated, async ({ params, query }) => {
      const id = await environmentId(params.project, params.environment)
      const last = await counts.lastEvaluated(id, query.flag)
      return ok({ flags: Object.fromEntries([...last].map(([flag, at]) => [flag, instant(at)])) })
    }),
  ]
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
