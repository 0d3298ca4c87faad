import type { BodyOf, Operation, ParamsOf, QueryOf, StatusOf } from '@ripcord/api'
import type { Actor } from '@ripcord/model'
import type { z } from 'zod'
import type { CallerSession } from './caller.js'
import type { ServerSentEvent } from './server-sent-events.js'

/** A request as an operation's handler sees it: parsed, authenticated and allowed. */
export interface ApiRequest<O extends Operation = Operation> {
  params: ParamsOf<O>
  query: QueryOf<O>
  body: BodyOf<O>
  /** Who calls; where anybody may, whoever that is. */
  actor: Actor
  /** The body as it came, and the headers, of an operation that is `raw`. */
  raw: RawRequest | undefined
  session: CallerSession | null
  requestId: string
  /** The revision that the caller has seen (`If-Match`). */
  ifMatch: number | undefined
  /** Given where the caller sent an `Idempotency-Key`: the key is the caller's own, the fingerprint the request's. */
  idempotency: { key: string; fingerprint: string } | undefined
  /** `Last-Event-ID` of a reader of events that comes back. */
  lastEventId: string | undefined
  /** Aborted when the caller has left. */
  signal: AbortSignal
}

export interface RawRequest {
  bytes: Buffer
  /** By its name, in any case. */
  header(name: string): string | undefined
  /** The path and query as they came: some senders sign them. */
  url: string
}

/** What is sent is not altered, so that values that others own can be sent as they are. */
type DeepReadonly<T> = T extends readonly (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T

type AnswerWith<S, R> = {
  status: S
  headers?: { readonly [name: string]: string }
} & (R extends z.ZodType ? { body: DeepReadonly<z.input<R>> } : { body?: undefined })

/** What a handler answers: one of its operation's statuses, with the body that belongs to it. */
export type ApiAnswer<O extends Operation> = {
  [S in StatusOf<O>]: AnswerWith<S, O['responses'][S]>
}[StatusOf<O>]

export type Handler<O extends Operation> = (request: ApiRequest<O>) => Promise<ApiAnswer<O>>

/** An answer whose operation is not known any more. */
export interface LooseAnswer {
  status: number
  body?: unknown
  headers?: { readonly [name: string]: string }
}

/** An operation with the function that serves it. */
export interface Route {
  readonly operation: Operation
  readonly handle: (request: ApiRequest) => Promise<AsyncIterable<ServerSentEvent> | LooseAnswer>
}

/** Ties a handler to its contract; the types of what it gets and answers follow from that. */
export function route<const O extends Operation>(operation: O, handle: Handler<O>): Route {
  // Only the mount calls it, with what it has parsed by this very operation.
  return { operation, handle }
}

/** The same for an operation that answers with events until somebody leaves. */
export function eventsRoute<const O extends Operation & { events: true }>(
  operation: O,
  handle: (request: ApiRequest<O>) => Promise<AsyncIterable<ServerSentEvent>>,
): Route {
  return { operation, handle }
}
