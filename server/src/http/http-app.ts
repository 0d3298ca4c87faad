import type { Permission } from '@ripcord/api'
import express, { type Express, type Router } from 'express'
import type { Logger } from 'pino'
import type { Authentication, CallerKind, Credentials } from './caller.js'
import { notFound, renderErrors } from './error-middleware.js'
import { health, type Readiness } from './health.js'
import { logRequests } from './logging.js'
import { type Metrics, metricsPage } from './metrics.js'
import { mountRoutes } from './mount.js'
import { pages } from './pages.js'
import { nameRequest } from './request-id.js'
import type { Route } from './route.js'
import { securityHeaders } from './security-headers.js'

export interface HttpAppDeps {
  routes: readonly Route[]
  /** What senders ask before they deliver, below `/api/v1`. */
  handshakes: Router
  /** The pages for a phone, below `/oncall`. */
  onCall: Router
  authenticate: (credentials: Credentials) => Promise<Authentication>
  policyOf: (permission: Permission) => readonly CallerKind[] | undefined
  /** Makes the OpenAPI document; asked when somebody first does. */
  document: () => Promise<object>
  /** Makes the JSON schema of a release's file, for editors; asked when somebody first does. */
  releaseFileSchema: () => Promise<object>
  readiness: Readiness
  metrics: Metrics
  log: Logger
  publicUrl: string | null
  trustProxy: false | number | string[]
  checkAnswers: boolean
  recheckEveryMs?: number
}

/** The express application: what every request passes, in order, and the pages and routes at the end. */
export function createHttpApp(deps: HttpAppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', deps.trustProxy)
  app.use(nameRequest, logRequests(deps.log), deps.metrics.measure, securityHeaders(deps.publicUrl))
  app.use(health(deps.readiness))
  app.use(metricsPage(deps.metrics.registry, deps.authenticate, deps))
  app.use('/api/v1', deps.handshakes, api(deps))
  app.use('/oncall', deps.onCall)
  app.use(pages())
  app.use(notFound)
  app.use(renderErrors(deps.log))
  return app
}

function api(deps: HttpAppDeps): express.Router {
  const router = express.Router()
  publish(router, '/openapi.json', 'openapi', deps.document)
  publish(router, '/release.schema.json', 'releaseFileSchema', deps.releaseFileSchema)
  mountRoutes(router, deps.routes, deps)
  return router
}

/** A document that anybody may read, made once. */
function publish(
  router: express.Router,
  path: string,
  operationId: string,
  make: () => Promise<object>,
): void {
  let document: Promise<string> | undefined
  router.get(path, async (_request, response) => {
    response.locals['operationId'] = operationId
    document ??= make().then((made) => JSON.stringify(made))
    response.type('application/json').send(await document)
  })
}
