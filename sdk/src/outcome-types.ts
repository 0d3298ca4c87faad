// The public types of outcomes: what requests come to that flags had a part in. They stand alone, as those of types.ts.
import type { EvaluationContext, FlagKey, FlagMap, JsonValue } from './types.js'

/** What to do for each variant, by its name; `on` and `off` also stand for true and false. */
export interface Handlers<T> {
  /** Runs where no other handler is for what is served. */
  readonly off: () => T
  readonly [variant: string]: () => T
}

/** What a request brought along, as its headers say it. */
export interface CarriedHeaders {
  /** W3C Trace Context: its trace id goes with the kind of an error. */
  readonly traceparent?: string | undefined
  /** W3C Baggage: decisions of the service that asks, read where `honourBaggage` is set. */
  readonly baggage?: string | undefined
}

export interface OutcomeOptions {
  /** What kind of error: a class or a code, never a message. */
  readonly kind?: string
  /** Milliseconds that it took; of a scope the time since it began. */
  readonly durationMs?: number
  /** Outside of a scope: the flag whose outcome it is, and whom it was evaluated for. */
  readonly flagKey?: string
  readonly context?: EvaluationContext
}

/** Headers as node has them. */
export type HeadersLike = { readonly [name: string]: string | readonly string[] | number | undefined }

/** As much of a request of node:http as is looked at. */
export interface RequestLike {
  readonly headers: HeadersLike
}

/** As much of a response of node:http as is looked at. */
export interface ResponseLike {
  readonly statusCode: number
  on(event: 'finish' | 'close', listener: () => void): unknown
}

export interface MiddlewareOptions<Req> {
  /** Whom the request is about, for evaluations in it that name nobody. Asked once, when it is first needed. */
  readonly context?: (request: Req) => EvaluationContext
}

/** What fastify hands to hooks, as far as it is looked at. */
export interface FastifyRequestLike {
  readonly raw: RequestLike
}
export interface FastifyReplyLike {
  readonly raw: ResponseLike
}
interface FastifyLike {
  addHook(name: never, hook: never): unknown
}

/**
 * Each opens a scope for a request: until the response has finished, or its client has gone. Of a response that stays open
 * by design `recordOutcome('ok', { durationMs })` says how long it took.
 */
export interface Middleware {
  /** `app.use(flags.middleware.express())`, ahead of what evaluates flags. */
  express<Req extends RequestLike = RequestLike>(
    options?: MiddlewareOptions<Req>,
  ): (request: Req, response: ResponseLike, next: (error?: unknown) => void) => void
  /** `app.use(flags.middleware.expressErrors())`, behind the routes: tells errors apart by kind, and passes them on. */
  expressErrors(): (
    error: unknown,
    request: RequestLike,
    response: ResponseLike,
    next: (error?: unknown) => void,
  ) => void
  /** `app.register(flags.middleware.fastify())`. */
  fastify<Req extends FastifyRequestLike = FastifyRequestLike>(
    options?: MiddlewareOptions<Req>,
  ): (instance: FastifyLike, options: unknown, done: (error?: Error) => void) => void
  /** `createServer(flags.middleware.http(listener))`. */
  http<Req extends RequestLike, Res extends ResponseLike, Answer>(
    listener: (request: Req, response: Res) => Answer,
    options?: MiddlewareOptions<Req>,
  ): (request: Req, response: Res) => Answer
}

/** When a flag is taken to its safe variant in this process, on what the process saw itself. */
export interface BreakerOptions {
  /** The share of requests that fail, above 0 and up to 1, at which it trips. Default 0.5. */
  readonly errorShare?: number
  /** Requests within the window below which it does not trip. Default 20. */
  readonly minRequests?: number
  /** Milliseconds that are looked back on. Default 10,000. */
  readonly windowMs?: number
  /** Milliseconds after which some requests try the flag's own answer again. Default 30,000. */
  readonly coolDownMs?: number
  /** How many try, all of which decide. Default 5. */
  readonly trials?: number
}

/** What a client does for outcomes. It throws nothing of itself; what handlers throw is thrown on. */
export interface OutcomeMethods<Flags = FlagMap> {
  /**
   * Runs the handler of the variant that is served, and answers what it answers. What it throws, or rejects with, counts
   * as an error of the request and is thrown on. Outside of a scope the call is a scope of its own. A promise is
   * answered for any thenable.
   *
   * @example
   * const cart = await flags.run('new-checkout', { targetingKey: userId }, { on: newCheckout, off: oldCheckout })
   */
  run<T>(
    flagKey: FlagKey<Flags, JsonValue>,
    context: EvaluationContext | undefined,
    handlers: Handlers<T>,
    carried?: CarriedHeaders,
  ): T
  /**
   * Runs `work` as one request of its own: a job, a message. It lasts until `work` has returned, or its promise has
   * settled; a throw or rejection is an error, and is thrown on. Evaluations in it that pass no context are about
   * `context`, and flags that a running release owns answer a subject alike to the end, unless they are killed.
   *
   * @example
   * await flags.scope({ targetingKey: job.userId }, () => handle(job))
   */
  scope<T>(context: EvaluationContext | undefined, work: () => T, carried?: CarriedHeaders): T
  /** What the present scope comes to, whatever its status says; outside of one, of the flag that is named. */
  recordOutcome(outcome: 'ok' | 'error', options?: OutcomeOptions): void
  /** Counts an event of the present scope, beside its releases' outcomes: `order_paid`. At most 20 names a second. */
  track(event: string): void
  /** `headers` with what this scope has decided in `baggage`, for the services that it asks. Others' baggage stays. */
  injectBaggage<Headers extends HeadersLike>(headers?: Headers): Headers & { readonly baggage?: string }
  readonly middleware: Middleware
}
