import { operations } from '@ripcord/api'
import { created, ok } from '../http/answers.js'
import { commandOf, editOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { FlagsService } from './flags-service.js'

export function flagsRoutes(flags: FlagsService): Route[] {
  return [...definitionRoutes(flags), ...settingsRoutes(flags), ...promotionRoutes(flags)]
}

function definitionRoutes(flags: FlagsService): Route[] {
  return [
    route(operations.createFlag, async (request) => {
      const { reason, ...input } = request.body
      return created(await flags.create(request.params.project, input, commandOf(request, reason)))
    }),
    route(operations.listFlags, async ({ params, query }) => {
      const { limit, cursor, ...filter } = query
      return ok(await flags.list(params.project, filter, { limit, cursor }))
    }),
    route(operations.getFlag, async ({ params }) => ok(await flags.read(params.project, params.flag))),
    route(operations.updateFlag, async (request) => {
      const { project, flag } = request.params
      const { reason, ...patch } = request.body
      return ok(await flags.update(project, flag, patch, editOf(request, reason)))
    }),
    route(operations.archiveFlag, async (request) => {
      const { project, flag } = request.params
      const { reason, ...options } = request.body
      return ok(await flags.archive(project, flag, options, editOf(request, reason)))
    }),
    route(operations.unarchiveFlag, async (request) => {
      const { project, flag } = request.params
      return ok(await flags.unarchive(project, flag, editOf(request, request.body.reason)))
    }),
  ]
}

function settingsRoutes(flags: FlagsService): Route[] {
  return [
    route(operations.getFlagSettings, async ({ params }) =>
      ok(await flags.readSettings(params.project, params.environment, params.flag)),
    ),
    route(operations.updateFlagSettings, async (request) => {
      const { project, environment, flag } = request.params
      const { reason, ...patch } = request.body
      return ok(await flags.updateSettings(project, environment, flag, patch, editOf(request, reason)))
    }),
    route(operations.changeFlags, async (request) => {
      const { edits, reason } = request.body
      return ok(await flags.change(request.params.project, edits, commandOf(request, reason)))
    }),
  ]
}

function promotionRoutes(flags: FlagsService): Route[] {
  return [
    route(operations.previewPromotion, async ({ params, body }) =>
      ok(await flags.comparePromotion(params.project, body)),
    ),
    route(operations.promoteFlags, async (request) => {
      const { reason, ...promotion } = request.body
      return ok(await flags.promote(request.params.project, promotion, editOf(request, reason)))
    }),
  ]
}
