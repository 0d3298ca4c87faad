import { type FieldProblem, type Problem, problemSchema } from '@ripcord/api'
import { notFound } from '../errors.js'
import { IdempotencyError, NotStoredError, StorageError } from '../storage/storage.js'
import { HttpError } from './http-error.js'

/** What an error says that is meant for the caller: `errors.ts` and the storage port make these. */
interface Refusal extends Error {
  status: number
  code: string
  errors?: FieldProblem[] | undefined
  headers?: { readonly [name: string]: string }
  /** Facts for programs, beside the sentence: what changed, the kill that stands. */
  extra?: { readonly [name: string]: unknown } | undefined
}

export interface RenderedProblem {
  problem: Problem
  headers: { readonly [name: string]: string }
  /** Whether it is a fault of ours, to be logged as an error with its cause. */
  fault: boolean
}

export const problemContentType = 'application/problem+json'

/** Renders an error as problem details. One that was not meant for callers says nothing of itself but its request id. */
export function renderProblem(error: unknown, requestId: string): RenderedProblem {
  const refusal = asRefusal(error)
  const { status, code } = refusal
  const problem = {
    ...refusal.extra,
    type: `urn:ripcord:problem:${code}`,
    title: titles[status] ?? 'Refused',
    status,
    code,
    detail: refusal.message,
    requestId,
    ...(refusal.errors === undefined ? {} : { errors: refusal.errors }),
  }
  return {
    problem: told(problem),
    headers: refusal.headers ?? {},
    fault: isFault(error, status),
  }
}

/** Of storage, only a lock that another holds passes by itself. */
function isFault(error: unknown, status: number): boolean {
  if (error instanceof StorageError) return error.code !== 'busy'
  return status >= 500 && status !== 503
}

/** An answer that is not as its contract says would be a fault within a fault: then the least that helps is told. */
function told(
  problem: Problem & { status: number; code: string; title: string; requestId: string },
): Problem {
  const parsed = problemSchema.safeParse(problem)
  if (parsed.success) return parsed.data
  const { type, title, status, code, detail, requestId } = problem
  return { type, title, status, code, detail, requestId }
}

function asRefusal(error: unknown): Refusal {
  if (isRefusal(error)) return error
  // The router's own refusal of a path that it can't decode.
  if (error instanceof URIError) return new HttpError(400, 'malformed-path', malformedPath(error.message))
  if (error instanceof NotStoredError) return notFound(error.kind, error.key)
  if (error instanceof IdempotencyError) {
    const message = 'This Idempotency-Key came before with another request: choose a new one.'
    return new HttpError(409, 'idempotency-key-reused', message)
  }
  if (error instanceof StorageError) return storageRefusal(error)
  return new HttpError(500, 'internal', 'Something went wrong here. The log has it under this request id.')
}

/** The router names the part that it could not decode. */
function malformedPath(routerSays: string): string {
  const isEncoded = routerSays.includes('%') && !/%(?![\da-f]{2})/i.test(routerSays)
  const finding = isEncoded
    ? 'what its % stand for is not UTF-8'
    : 'a % in it is not followed by two hexadecimal digits'
  return `The path can’t be decoded: ${finding}. Encode each part by itself, as encodeURIComponent does.`
}

function isRefusal(error: unknown): error is Refusal {
  if (!(error instanceof Error) || error instanceof StorageError) return false
  const { status, code } = error as { status?: unknown; code?: unknown }
  return typeof status === 'number' && status >= 400 && status < 600 && typeof code === 'string'
}

function storageRefusal(error: StorageError): HttpError {
  const retry = { headers: { 'retry-after': '1' } }
  switch (error.code) {
    case 'busy':
      return new HttpError(
        503,
        'storage-busy',
        'Another write held the log for two seconds: try again.',
        retry,
      )
    case 'full':
      return new HttpError(
        507,
        'storage-full',
        'The disk is full: nothing was changed. Kills are still accepted; make room for the rest.',
      )
    case 'readonly':
      return new HttpError(503, 'storage-readonly', 'The database can only be read at present.', retry)
    case 'io':
      return new HttpError(
        503,
        'storage-failed',
        'The disk failed under the database: nothing was changed. The server’s log names the cause; try again.',
        retry,
      )
    case 'uncertain':
      return new HttpError(
        503,
        'storage-uncertain',
        'The disk failed under this write: nothing of it is served, but should the power fail now, it may stand. Look before you try again, or repeat it with the same Idempotency-Key.',
        retry,
      )
    case 'corrupt':
      return new HttpError(
        500,
        'storage-damaged',
        'The database is damaged: nothing was changed. Stop the server, and restore the newest backup with `ripcord restore <backup>`.',
      )
  }
}

const titles: { readonly [status: number]: string } = {
  400: 'Not understood',
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'In conflict',
  410: 'Gone',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Unsupported content',
  422: 'Refused',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
  507: 'Disk full',
}
