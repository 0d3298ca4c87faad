import type { AnswerOf, GivenBody, GivenParams, GivenQuery, Operation } from './operation.js'
import { operations } from './operations/index.js'
import { type CallOptions, type ClientOptions, clientOf } from './plain-client.js'

type Operations = typeof operations

/** Leaves out what the operation does not take, and makes optional what may be left out. */
type Field<K extends string, V> = [V] extends [undefined]
  ? unknown
  : Record<string, never> extends V
    ? { [P in K]?: V }
    : { [P in K]: V }

type Given<O extends Operation> = Field<'params', GivenParams<O>> &
  Field<'query', GivenQuery<O>> &
  Field<'body', GivenBody<O>> &
  (O extends { ifMatch: true } ? { ifMatch?: number } : unknown) &
  (O extends { idempotent: true } ? { idempotencyKey?: string } : unknown)

type Call<O extends Operation> = (
  ...given: Record<string, never> extends Given<O>
    ? [given?: Given<O>, options?: CallOptions]
    : [given: Given<O>, options?: CallOptions]
) => Promise<AnswerOf<O>>

/** A method per operation that answers with a body; the change feed is read with any reader of server-sent events. */
export type ApiClient = {
  [K in keyof Operations as Operations[K] extends { events: true } ? never : K]: Call<Operations[K]>
}

/**
 * A typed client of the HTTP API.
 *
 * @example
 * const api = createApiClient({ baseUrl: 'http://localhost:4400', token })
 * await api.createKill({ params: { project, environment }, body: { flags: ['checkout-v2'], reason: 'errors' } })
 */
export function createApiClient(options: ClientOptions): ApiClient {
  const calls = (Object.values(operations) as Operation[]).filter(({ events }) => events !== true)
  return clientOf(calls, options) as ApiClient
}
