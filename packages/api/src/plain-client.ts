import type { Operation } from './operation.js'
import type { Problem } from './problem.js'

// The client without the contracts: what a browser needs of an operation is where it is, and zod stays at home.

/** What a call needs to know of its operation. */
export type PlainOperation = Pick<Operation, 'operationId' | 'method' | 'path'>

export interface CallOptions {
  signal?: AbortSignal
}

export interface ClientOptions {
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

/** A method for each operation; the types of its calls are those of `ApiClient`. */
export function clientOf(calls: readonly PlainOperation[], options: ClientOptions): object {
  return Object.fromEntries(
    calls.map((operation) => [
      operation.operationId,
      (given: LooseCall = {}, call: CallOptions = {}) => send(options, operation, given, call),
    ]),
  )
}

async function send(options: ClientOptions, operation: PlainOperation, given: LooseCall, call: CallOptions) {
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
export function operationUrl(operation: PlainOperation, given: Pick<LooseCall, 'params' | 'query'>): string {
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

function requestHeaders(options: ClientOptions, given: LooseCall): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...(given.ifMatch === undefined ? {} : { 'if-match': `"${given.ifMatch}"` }),
    ...(given.idempotencyKey === undefined ? {} : { 'idempotency-key': given.idempotencyKey }),
  }
}

function readProblem(status: number, text: string): Problem {
  const parsed = parseJson(text)
  if (isProblem(parsed)) return parsed
  const detail = `The server answered ${status} without saying why.`
  return { type: 'about:blank', title: 'Unexpected answer', status, code: 'unexpected-answer', detail }
}

function isProblem(parsed: unknown): parsed is Problem {
  if (typeof parsed !== 'object' || parsed === null) return false
  const { status, code, detail, title } = parsed as { [name: string]: unknown }
  return (
    typeof status === 'number' &&
    typeof code === 'string' &&
    typeof detail === 'string' &&
    typeof title === 'string'
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
