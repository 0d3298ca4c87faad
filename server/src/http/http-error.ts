import type { FieldProblem } from '@ripcord/api'

/**
 * Every word with which the HTTP edge itself refuses, and its status. Each has a paragraph in docs/errors.md; a test
 * fails where one is missing. What capabilities refuse is in `errors.ts`.
 */
export const httpErrorStatus = {
  'invalid-request': 400,
  'not-understood': 400,
  'malformed-json': 400,
  'malformed-yaml': 400,
  'malformed-path': 400,
  'reserved-key': 400,
  'too-deep': 400,
  unauthenticated: 401,
  'wrong-secret': 401,
  'client-key': 403,
  'foreign-origin': 403,
  'not-allowed': 403,
  'sdk-key': 403,
  'no-such-path': 404,
  'method-not-allowed': 405,
  'idempotency-key-reused': 409,
  'too-large': 413,
  'compressed-body': 415,
  'unsupported-charset': 415,
  'unsupported-media-type': 415,
  'too-many-requests': 429,
  internal: 500,
  'storage-damaged': 500,
  busy: 503,
  'storage-busy': 503,
  'storage-failed': 503,
  'storage-uncertain': 503,
  'storage-readonly': 503,
  'storage-full': 507,
} as const
export type HttpErrorCode = keyof typeof httpErrorStatus

export interface HttpErrorDetails {
  errors?: FieldProblem[]
  headers?: { readonly [name: string]: string }
}

/** A request that can't be served as it came: status, a stable word, and a sentence that helps. */
export class HttpError extends Error {
  readonly status: number
  readonly code: HttpErrorCode
  readonly errors: FieldProblem[] | undefined
  readonly headers: { readonly [name: string]: string }

  constructor(status: number, code: HttpErrorCode, message: string, details: HttpErrorDetails = {}) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.code = code
    this.errors = details.errors
    this.headers = details.headers ?? {}
  }
}

/** 405. `allow`: the methods that the path answers, as the header has them. */
export function methodNotAllowed(method: string | undefined, allow: string): HttpError {
  const message = `This path does not answer ${method}: expected ${allow}.`
  return new HttpError(405, 'method-not-allowed', message, { headers: { allow } })
}
