import type { FieldProblem } from '@ripcord/api'

export interface HttpErrorDetails {
  errors?: FieldProblem[]
  headers?: { readonly [name: string]: string }
}

/** A request that can't be served as it came: status, a stable word, and a sentence that helps. */
export class HttpError extends Error {
  readonly status: number
  readonly code: string
  readonly errors: FieldProblem[] | undefined
  readonly headers: { readonly [name: string]: string }

  constructor(status: number, code: string, message: string, details: HttpErrorDetails = {}) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.code = code
    this.errors = details.errors
    this.headers = details.headers ?? {}
  }
}
