import { operations } from '@ripcord/api'
import { limits } from '@ripcord/model'
import { ok } from '../http/answers.js'
import { commandOf, type HttpCommand } from '../http/command.js'
import { type Route, route } from '../http/route.js'
import type { Applied, ReleasesService, ReleaseView } from './releases-service.js'
import { verdictError } from './verdict-error.js'

export interface ReleasesRoutesDeps {
  releases: ReleasesService
  /** Kills a release with all its flags, and answers what became of it. */
  kill: (
    project: string,
    environment: string,
    release: string,
    request: ReleaseKill,
    by: HttpCommand,
  ) => Promise<unknown>
  /** Whether what a person completes now has passed what the guard asks in the last stage. */
  passes: (project: string, environment: string, release: string) => Promise<boolean>
  /** Ends whoever waits when the server closes. */
  leave: AbortSignal
}

export interface ReleaseKill {
  episode?: string | undefined
  cause?: 'manual' | 'guard' | undefined
}

export function releasesRoutes(deps: ReleasesRoutesDeps): Route[] {
  return [...fileRoutes(deps), ...runRoutes(deps), ...holdRoutes(deps), ...verdictRoutes(deps)]
}

function fileRoutes({ releases }: ReleasesRoutesDeps): Route[] {
  return [
    route(operations.applyRelease, async (request) => {
      const { project, environment, release } = request.params
      const { reason, release: named, ...rest } = request.body
      const file = { ...rest, release: named ?? release }
      const applied = await releases.apply(project, environment, release, file, commandOf(request, reason))
      return { status: appliedStatus(applied), body: applied }
    }),
    route(operations.listReleases, async ({ params, query }) => {
      const { limit, cursor, ...filter } = query
      return ok(await releases.list(params.project, params.environment, filter, { limit, cursor }))
    }),
    route(operations.getRelease, async ({ params }) =>
      ok(await releases.read(params.project, params.environment, params.release)),
    ),
    route(operations.preflightRelease, async ({ params }) =>
      ok(await releases.preflight(params.project, params.environment, params.release)),
    ),
  ]
}

function appliedStatus({ outcome }: Applied): 200 | 201 {
  return outcome === 'created' ? 201 : 200
}

function runRoutes({ releases, kill, passes }: ReleasesRoutesDeps): Route[] {
  return [
    route(operations.startRelease, async (request) => {
      const { project, environment, release } = request.params
      const { reason, ...start } = request.body
      return ok(await releases.start(project, environment, release, start, commandOf(request, reason)))
    }),
    route(operations.advanceRelease, async (request) => {
      const { project, environment, release } = request.params
      const { reason, ...advance } = request.body
      return ok(await releases.advance(project, environment, release, advance, commandOf(request, reason)))
    }),
    route(operations.completeRelease, async (request) => {
      const { project, environment, release } = request.params
      const by = commandOf(request, request.body.reason)
      const verdict = (await passes(project, environment, release)) ? 'passed' : 'none'
      return ok(await releases.complete(project, environment, release, verdict, by))
    }),
    route(operations.abortRelease, async (request) => {
      const { project, environment, release } = request.params
      return ok(await releases.abort(project, environment, release, commandOf(request, request.body.reason)))
    }),
    route(operations.killRelease, async (request) => {
      const { project, environment, release } = request.params
      const { reason, ...asked } = request.body
      await kill(project, environment, release, asked, commandOf(request, reason))
      return ok(await releases.read(project, environment, release))
    }),
  ]
}

function holdRoutes({ releases }: ReleasesRoutesDeps): Route[] {
  return [
    route(operations.holdRelease, async (request) => {
      const { project, environment, release } = request.params
      const { reason } = request.body
      const by = commandOf(request, reason)
      return ok(await releases.hold(project, environment, release, { because: reason }, by))
    }),
    route(operations.resumeRelease, async (request) => {
      const { project, environment, release } = request.params
      const by = commandOf(request, request.body.reason)
      return ok(await releases.resume(project, environment, release, undefined, by))
    }),
    route(operations.suspendRelease, async (request) => {
      const { project, environment, release } = request.params
      const { until, reason } = request.body
      return ok(await releases.suspend(project, environment, release, until, commandOf(request, reason)))
    }),
  ]
}

function verdictRoutes({ releases, leave }: ReleasesRoutesDeps): Route[] {
  return [
    route(operations.readVerdict, async ({ params, query, signal }) => {
      const { project, environment, release } = params
      const waitMs = Math.min(query.wait, limits.verdictWaitSeconds) * 1_000
      const ends = AbortSignal.any([signal, leave])
      const answer = await releases.verdict(project, environment, release, { waitMs, signal: ends })
      if (answer.type === 'failed') throw verdictError(answer.release)
      return answer.type === 'healthy'
        ? ok(wordOf(answer.release, 'healthy'))
        : { status: 202 as const, body: wordOf(answer.release, 'not-yet') }
    }),
  ]
}

function wordOf({ key, status, stage, stages, holds }: ReleaseView, verdict: 'healthy' | 'not-yet') {
  return { release: key, verdict, status, stage, stages: stages.length, holds }
}
