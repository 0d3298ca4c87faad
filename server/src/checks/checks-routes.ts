import { operations } from '@ripcord/api'
import { isPulled, type Release } from '@ripcord/model'
import { notFound, RefusedError } from '../errors.js'
import { ok } from '../http/answers.js'
import { commandOf } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { Backends } from './backends.js'
import { heartbeatToken, readHeartbeatToken } from './heartbeat-token.js'
import type { Checks } from './index.js'
import type { SaveProblems } from './save-problems.js'
import type { Measure } from './sources/measure.js'
import { checkFrom, templates } from './templates/index.js'
import type { Template } from './templates/template.js'

export interface ChecksRoutesDeps {
  checks: Pick<Checks, 'view' | 'beat'>
  backends: Backends
  measure: Measure
  problems: SaveProblems
  keyRing: Pick<KeyRing, 'seal' | 'open'>
  /** Refuses with 404 where there is none. */
  release: (project: string, environment: string, release: string) => Promise<Release>
  environmentId: (project: string, environment: string) => Promise<string>
}

export function checksRoutes(deps: ChecksRoutesDeps): Route[] {
  const { checks, backends, measure, problems, keyRing, release, environmentId } = deps
  return [
    route(operations.listBackends, async ({ params }) => ok({ items: await backends.list(params.project) })),
    route(operations.putBackend, async (request) => {
      const { project, backend } = request.params
      return ok(await backends.put(project, backend, request.body, commandOf(request, undefined)))
    }),
    route(operations.removeBackend, async ({ params }) => {
      await backends.remove(params.project, params.backend)
      return { status: 204 as const }
    }),
    route(operations.measureCheck, async ({ params, body }) => {
      const { project, environment } = params
      await environmentId(project, environment)
      const { check } = body
      if (!isPulled(check))
        throw new RefusedError(
          'invalid',
          `/check/type: a check of type ${check.type} is not asked: it is told.`,
        )
      const found = (await problems(project, [check])).map(({ path, ...rest }) => ({
        ...rest,
        path: path.replace('/checks/0', '/check'),
      }))
      if (found[0] !== undefined)
        throw new RefusedError('invalid', `${found[0].path}: ${found[0].message}`, { problems: found })
      const { release: key, services } = body
      return ok(await measure(check, { project, environment, release: key, services }))
    }),
    route(operations.listCheckTemplates, async () =>
      ok({ items: templates.map((template) => shownTemplate(template)) }),
    ),
    route(operations.fillCheckTemplate, async ({ params, body }) => {
      const template = templates.find(({ id }) => id === params.template)
      if (template === undefined) throw notFound('template', params.template)
      const check = checkFrom(template, body)
      if (!Array.isArray(check)) return ok(check)
      throw new RefusedError('invalid', `${check[0]?.path}: ${check[0]?.message}.`, { problems: check })
    }),
    route(operations.listReleaseChecks, async ({ params }) => {
      const { key } = await release(params.project, params.environment, params.release)
      const seen = checks.view(await environmentId(params.project, params.environment), key)
      const items = seen.map(({ row, measured }) => ({
        check: row.check,
        outcome: row.outcome,
        because: row.because,
        measured: [...measured],
      }))
      return ok({ items })
    }),
    route(operations.readHeartbeatToken, async ({ params }) => {
      const {
        key,
        watches,
        checks: own = [],
      } = await release(params.project, params.environment, params.release)
      const has = [...watches, ...own].some(({ type, id }) => type === 'heartbeat' && id === params.check)
      if (!has) throw notFound('heartbeat check', params.check, `release ${key}`)
      const id = await environmentId(params.project, params.environment)
      const token = heartbeatToken(keyRing, { environmentId: id, release: key, check: params.check })
      return ok({ path: `/api/v1/intake/heartbeats/${token}` })
    }),
    route(operations.beat, async ({ params }) => {
      const beaten = readHeartbeatToken(keyRing, params.token)
      if (beaten === undefined)
        throw new RefusedError(
          'not-found',
          'This is no token of a heartbeat: read the path again (GET …/checks/{check}/heartbeat).',
        )
      const counted = await checks.beat(beaten.environmentId, beaten.release, beaten.check)
      const because = counted
        ? 'it beats'
        : 'the release does not run, or has no such check: it tells preflight alone'
      return { status: 202 as const, body: { counted, because } }
    }),
  ]
}

function shownTemplate(template: Template) {
  const { make: _make, ...told } = template
  return told
}
