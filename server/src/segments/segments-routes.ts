import { operations } from '@ripcord/api'
import { created, noContent, ok } from '../http/answers.js'
import { commandOf, editOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { SegmentsService } from './segments-service.js'

export function segmentsRoutes(segments: SegmentsService): Route[] {
  return [...definitionRoutes(segments), ...idsRoutes(segments)]
}

function definitionRoutes(segments: SegmentsService): Route[] {
  return [
    route(operations.createSegment, async (request) => {
      const { project, environment } = request.params
      const { reason, ...input } = request.body
      return created(await segments.create(project, environment, input, commandOf(request, reason)))
    }),
    route(operations.listSegments, async ({ params, query }) => {
      const { limit, cursor, ...filter } = query
      return ok(await segments.list(params.project, params.environment, filter, { limit, cursor }))
    }),
    route(operations.getSegment, async ({ params }) =>
      ok(await segments.read(params.project, params.environment, params.segment)),
    ),
    route(operations.updateSegment, async (request) => {
      const { project, environment, segment } = request.params
      const { reason, ...patch } = request.body
      return ok(await segments.update(project, environment, segment, patch, editOf(request, reason)))
    }),
    route(operations.deleteSegment, async (request) => {
      const { project, environment, segment } = request.params
      await segments.delete(project, environment, segment, editOf(request, request.query.reason))
      return noContent()
    }),
  ]
}

function idsRoutes(segments: SegmentsService): Route[] {
  return [
    route(operations.readSegmentIds, async ({ params }) =>
      ok(await segments.exportIds(params.project, params.environment, params.segment)),
    ),
    route(operations.editSegmentIds, async (request) => {
      const { project, environment, segment } = request.params
      const { edit, reason } = request.body
      return ok(await segments.editIds(project, environment, segment, edit, editOf(request, reason)))
    }),
    route(operations.testSegmentId, async ({ params, query }) =>
      ok(await segments.test(params.project, params.environment, params.segment, query.id)),
    ),
  ]
}
