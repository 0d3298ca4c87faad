import { operations } from '@ripcord/api'
import type { GuardDecision } from '@ripcord/guard'
import type { Release } from '@ripcord/model'
import { ok } from '../http/answers.js'
import { type Route, route } from '../http/route.js'
import type { Guard } from './index.js'

const mostDecisions = 100

export interface GuardRoutesDeps {
  guard: Pick<Guard, 'view' | 'decisions' | 'seconds' | 'pulse'>
  /** Refuses with 404 where there is none. */
  release: (project: string, environment: string, release: string) => Promise<Release>
  environmentId: (project: string, environment: string) => Promise<string>
}

export function guardRoutes({ guard, release, environmentId }: GuardRoutesDeps): Route[] {
  return [
    route(operations.readGuard, async ({ params }) => {
      const { key, policy, generation } = await release(params.project, params.environment, params.release)
      const id = await environmentId(params.project, params.environment)
      const view = (await guard.view(id, key)) ?? notYet(key, generation)
      const decisions = await guard.decisions(id, key, view.generation)
      const shown = decisions.slice(-mostDecisions).map(({ sequence, decision }) => ({
        tick: sequence,
        decision: decision as unknown as GuardDecision,
      }))
      // As plain JSON, where a figure that has no end is null.
      return ok(
        JSON.parse(JSON.stringify({ ...view, guard: guard.pulse(), mode: policy.mode, decisions: shown })),
      )
    }),
    route(operations.readOutcomes, async ({ params, query }) => {
      const found = await release(params.project, params.environment, params.release)
      const id = await environmentId(params.project, params.environment)
      const generation = query.generation ?? found.generation
      return ok({ generation, items: await guard.seconds(id, found.key, generation, query.seconds) })
    }),
  ]
}

/** A release that was not started, or of whose run nothing is known. */
function notYet(release: string, generation: number) {
  return { release, generation, ticks: 0, decision: null, counts: [], unassigned: 0, kinds: [] }
}
