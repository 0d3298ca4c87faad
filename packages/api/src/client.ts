import type { AnswerOf, GivenBody, GivenParams, GivenQuery, Operation } from './operation.js'
import { operations } from './operations/index.js'
import { type Problem, problemSchema } from './problem.js'

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

export interface CallOptions {
  signal?: AbortSignal
}

type Call<O extends Operation> = (
  ...given: Record<string, never> extends Given<O>
    ? [given?: Given<O>, options?: CallOptions]
    : [given: Given<O>, options?: CallOptions]
) => Promise<AnswerOf<O>>

/** A method per operation that answers with a body; the change feed is read with any reader of server-sent events. */
export type ApiClient = {
  [K in keyof Operations as Operations[K] extends { events: true } ? never : K]: Call<Operations[K]>
}

export interface ApiClientOptions {
  /** Where the server is: `https://ripcord.example.com`. */
  baseUrl: string
  /** An admin token; a browser's session cookie goes without. */
  token?: string
  fetch?: typeof fetch
}

/** The server refused; `problem` says what and why. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ApiError'
    this.status = problem.status
    this.problem = problem
  }
}

interface LooseCall {
  params?: { [name: string]: unknown }
  query?: { [name: string]: unknown }
  body?: unknown
  ifMatch?: number
  idempotencyKey?: string
}

/**
 * A typed client of the HTTP API.
 *
 * @example
 * const api = createApiClient({ baseUrl: 'http://localhost:4400', token })
 * await api.createKill({ params: { project, environment }, body: { flags: ['checkout-v2'], reason: 'errors' } })
 */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const client: { [operationId: string]: unknown } = {}
  for (const operation of Object.values(operations) as Operation[]) {
    if (operation.events === true) continue
    client[operation.operationId] = (given: LooseCall = {}, call: CallOptions = {}) =>
      send(options, operation, given, call)
  }
  return client as ApiClient
}

async function send(options: ApiClientOptions, operation: Operation, given: LooseCall, call: CallOptions) {
  const request = options.fetch ?? fetch
  const response = await request(options.baseUrl.replace(/\/$/, '') + operationUrl(operation, given), {
    method: operation.method.toUpperCase(),
    headers: requestHeaders(options, given),
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  })
  const text = await response.text()
  if (!response.ok) throw new ApiError(readProblem(response.status, text))
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}

/** The path of a call below the server's root, with its query. */
export function operationUrl(operation: Operation, given: Pick<LooseCall, 'params' | 'query'>): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(given.params?.[name])),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(given.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined) search.append(name, String(one))
  }
  const query = search.toString()
  return `/api/v1${path}${query === '' ? '' : `?${query}`}`
}

function requestHeaders(options: ApiClientOptions, given: LooseCall): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...(given.ifMatch === undefined ? {} : { 'if-match': `"${given.ifMatch}"` }),
    ...(given.idempotencyKey === undefined ? {} : { 'idempotency-key': given.idempotencyKey }),
  }
}

function readProblem(status: number, text: string): Problem {
  const parsed = problemSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const detail = `The server answered ${status} without saying why.`
  return { type: 'about:blank', title: 'Unexpected answer', status, code: 'unexpected-answer', detail }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
