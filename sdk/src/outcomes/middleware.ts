import { messageOf } from '../describe.js'
import { isRecord } from '../json.js'
import type { Log } from '../log.js'
import type { Middleware, MiddlewareOptions, RequestLike, ResponseLike } from '../outcome-types.js'
import { kindOfError } from './kind-of-error.js'
import type { Observer } from './observer.js'
import { performPart } from './perform.js'
import type { Scope } from './scope.js'

/** Scopes that last as long as a request of node:http, whoever routes it. */
export function createMiddleware(observer: Observer, log: Log): Middleware {
  /** Scopes by request of node:http. */
  const scopes = new WeakMap<object, Scope>()

  /** `asked`: what the application's function of the context is given. Undefined where the request is none. */
  function begin(request: unknown, response: unknown, options: unknown, asked: unknown): Scope | undefined {
    try {
      const ask = isRecord(options) ? options['context'] : undefined
      const context = typeof ask === 'function' ? () => ask(asked) as unknown : undefined
      const { headers } = request as { headers: { traceparent?: unknown; baggage?: unknown } }
      const scope = observer.open(context, { traceparent: headers.traceparent, baggage: headers.baggage })
      const { on } = response as { on: (event: string, listener: () => void) => unknown }
      Reflect.apply(on, response, ['finish', () => observer.end(scope, statusOf(response))])
      Reflect.apply(on, response, ['close', () => endUnfinished(scope, response)])
      scopes.set(request as object, scope)
      return scope
    } catch (error) {
      log('warn', `a request has no scope: ${messageOf(error)}`)
      return undefined
    }
  }

  /** Where nothing has finished the client has gone, unless the response itself has failed. */
  function endUnfinished(scope: Scope, response: unknown): void {
    const { errored } = response as { errored?: unknown }
    const hasFailed = errored !== undefined && errored !== null
    if (hasFailed) scope.kind ??= kindOfError(errored)
    observer.end(scope, hasFailed ? 500 : undefined)
  }

  const inScope = <T>(scope: Scope | undefined, work: () => T): T =>
    scope === undefined ? work() : observer.run(scope, work)

  /** Says what kind of error it is. Whether it is one the status says. */
  function noteKind(request: unknown, error: unknown): void {
    const scope = typeof request === 'object' && request !== null ? scopes.get(request) : undefined
    if (scope !== undefined) scope.kind ??= kindOfError(error)
  }

  return Object.freeze({
    express: (options) => (request, response, next) =>
      inScope(begin(request, response, options, request), () => next()),
    expressErrors: () => (error, request, _response, next) => {
      noteKind(request, error)
      next(error)
    },
    fastify: (options) => fastifyPlugin({ begin, inScope, noteKind }, options),
    http:
      <Req extends RequestLike, Res extends ResponseLike, Answer>(
        listener: (request: Req, response: Res) => Answer,
        options?: MiddlewareOptions<Req>,
      ) =>
      (request: Req, response: Res): Answer => {
        const scope = begin(request, response, options, request)
        const work = (): Answer => listener(request, response)
        return inScope(scope, scope === undefined ? work : () => performPart(scope, work))
      },
  } satisfies Middleware)
}

interface FastifyParts {
  readonly begin: (request: unknown, response: unknown, options: unknown, asked: unknown) => Scope | undefined
  readonly inScope: (scope: Scope | undefined, work: () => void) => void
  readonly noteKind: (request: unknown, error: unknown) => void
}

interface Hookable {
  addHook(name: string, hook: unknown): unknown
}

interface Hooked {
  readonly raw: object
}
type Next = () => void

/** A plugin that holds for the whole of the instance on which it is registered. */
function fastifyPlugin({ begin, inScope, noteKind }: FastifyParts, options: unknown) {
  const plugin = (instance: Hookable, _options: unknown, done: () => void) => {
    instance.addHook('onRequest', (request: Hooked, reply: Hooked, next: Next) =>
      inScope(begin(request.raw, reply.raw, options, request), next),
    )
    instance.addHook('onError', (request: Hooked, _reply: Hooked, error: unknown, next: Next) => {
      noteKind(request.raw, error)
      next()
    })
    done()
  }
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@ripcord/sdk',
  })
}

function statusOf(response: unknown): number {
  return Number((response as { statusCode?: unknown }).statusCode)
}
