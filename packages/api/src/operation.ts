import type { z } from 'zod'
import type { Permission } from './permissions.js'

/** The contract of one operation: it yields the route, its page in the OpenAPI document, and a method of the client. */
export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  /** Below `/api/v1`; parameters in braces: `/projects/{project}`. */
  readonly path: `/${string}`
  /** A verb and its object, `createFlag`: the client's method, and what logs and metrics name. */
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tag: Tag
  /** Who may: the server's policies say which actors hold it, and refuse to start without an answer. */
  readonly permission: Permission
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Bytes of body that are read; `limits.bodyBytes` where not said. */
  readonly bodyBytes?: number
  /** Also reads its body as YAML (`application/yaml`). */
  readonly yaml?: boolean
  /**
   * Its body is whatever the sender says, proven by a signature over its very bytes or by a header: the handler gets the
   * bytes and the headers as they came, and reads them when it knows who speaks.
   */
  readonly raw?: boolean
  /** What succeeds, by status; null = without a body. */
  readonly responses: { readonly [status: number]: z.ZodType | null }
  /** `revision` in the answer is also its ETag. */
  readonly etag?: boolean
  /** Takes `If-Match: "<revision>"`: what stands must still be what the caller has seen. */
  readonly ifMatch?: boolean
  /**
   * Takes `Idempotency-Key`: the same request again gets the first answer and changes nothing. False: refuses it, since
   * the answer holds a secret that is kept nowhere. Absent: the same request again has no further effect anyway.
   */
  readonly idempotent?: boolean
  /** Answers with server-sent events; `responses[200]` is the schema of each event's data. */
  readonly events?: boolean
}

export type Tag =
  | 'session'
  | 'tokens'
  | 'projects'
  | 'environments'
  | 'keys'
  | 'flags'
  | 'segments'
  | 'kills'
  | 'releases'
  | 'incidents'
  | 'services'
  | 'checks'
  | 'intake'
  | 'notifications'
  | 'history'
  | 'instances'
  | 'counts'
  | 'demo'

/** Declares an operation, keeping its exact type. */
export function defineOperation<const O extends Operation>(operation: O): O {
  return operation
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Given<S> = S extends z.ZodType ? z.input<S> : undefined

export type ParamsOf<O extends Operation> = Parsed<O['params']>
export type QueryOf<O extends Operation> = Parsed<O['query']>
export type BodyOf<O extends Operation> = Parsed<O['body']>
/** As a caller writes it, before defaults are filled in. */
export type GivenParams<O extends Operation> = Given<O['params']>
export type GivenQuery<O extends Operation> = Given<O['query']>
export type GivenBody<O extends Operation> = Given<O['body']>

export type StatusOf<O extends Operation> = keyof O['responses'] & number
/** What an operation answers when it succeeds. */
export type AnswerOf<O extends Operation> = {
  [S in StatusOf<O>]: O['responses'][S] extends z.ZodType ? z.output<O['responses'][S]> : undefined
}[StatusOf<O>]
