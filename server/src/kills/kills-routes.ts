import { operations } from '@ripcord/api'
import { ok } from '../http/answers.js'
import { commandOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { WaitingKill } from '../storage/storage.js'
import type { KillAnswer, KillsService } from './kills-service.js'

export function killsRoutes(kills: KillsService): Route[] {
  return [...killRoutes(kills), ...drillRoutes(kills), ...waitingRoutes(kills)]
}

function killRoutes(kills: KillsService): Route[] {
  return [
    route(operations.createKill, async (request) => {
      const { project, environment } = request.params
      const { reason, ...kill } = request.body
      return outcome(await kills.kill(project, environment, kill, commandOf(request, reason)))
    }),
    route(operations.previewKill, async ({ params, body }) =>
      ok(await kills.preview(params.project, params.environment, body)),
    ),
    route(operations.listKills, async ({ params, query }) => {
      const { limit, cursor, ...filter } = query
      return ok(await kills.list(params.project, params.environment, filter, { limit, cursor }))
    }),
    route(operations.getKill, async ({ params }) =>
      ok(await kills.read(params.project, params.environment, params.kill)),
    ),
    route(operations.restoreKill, async (request) => {
      const { project, environment, kill } = request.params
      return ok(await kills.restore(project, environment, kill, commandOf(request, request.body.reason)))
    }),
    route(operations.undoKill, async (request) => {
      const { project, environment, kill } = request.params
      return ok(await kills.undo(project, environment, kill, commandOf(request)))
    }),
  ]
}

function drillRoutes(kills: KillsService): Route[] {
  return [
    route(operations.startDrill, async (request) => {
      const { project, environment } = request.params
      const { reason, ...drill } = request.body
      return outcome(await kills.drill(project, environment, drill, commandOf(request, reason)))
    }),
    route(operations.endDrill, async (request) => {
      const { project, environment, kill } = request.params
      return ok(await kills.endDrill(project, environment, kill, commandOf(request, request.body.reason)))
    }),
  ]
}

function waitingRoutes(kills: KillsService): Route[] {
  return [
    route(operations.listWaitingKills, async ({ params }) => {
      const waiting = await kills.waiting(params.project, params.environment)
      return ok({ items: waiting.map(shown) })
    }),
    route(operations.settleWaitingKill, async (request) => {
      const { project, environment, kill } = request.params
      const { as, reason } = request.body
      return ok(await kills.settle(project, environment, kill, as, commandOf(request, reason)))
    }),
  ]
}

/** A kill that stood before created nothing. */
function outcome(answer: KillAnswer) {
  const status = answer.outcome === 'killed' ? (201 as const) : (200 as const)
  return { status, body: answer }
}

function shown({ kill, broughtBy, since }: WaitingKill) {
  const { mac: _mac, ...rest } = kill
  return { kill: rest, broughtBy, since }
}
