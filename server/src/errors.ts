import type { EntityRef, Json, Problem, Revision } from '@ripcord/model'

/**
 * Every word with which a capability refuses, and its HTTP status. Each has a paragraph in docs/errors.md; a test
 * fails where one is missing.
 */
export const refusalStatus = {
  'not-found': 404,
  'already-exists': 409,
  'key-spent': 409,
  'in-use': 409,
  'recently-evaluated': 409,
  'kill-restored': 409,
  'kill-of-other-flags': 409,
  'kill-settled': 409,
  'kill-not-undone': 409,
  'release-owns': 409,
  'release-state': 409,
  'release-not-ready': 409,
  'release-held': 409,
  'release-killed': 409,
  'release-unproven': 409,
  'release-aborted': 410,
  'demo-not-here': 409,
  'demo-state': 409,
  'precondition-failed': 412,
  'nothing-to-kill': 422,
  'limit-reached': 422,
  invalid: 422,
  'precondition-required': 428,
} as const
export type RefusalCode = keyof typeof refusalStatus

export interface RefusedDetails {
  /** What is wrong, field by field; JSON pointers into the body of the request. */
  problems?: readonly Problem[]
  /** Facts for programs, beside the sentence: what changed, the kill that stands. */
  extra?: { readonly [name: string]: Json }
  cause?: unknown
}

/**
 * A request that capabilities refuse: nothing was changed. `message` is for people: what was seen, what was expected, what
 * to do. It is rendered as problem details (RFC 9457): `code`, `status`, `detail` = message, `errors`, and `extra`
 * beside them.
 */
export class RefusedError extends Error {
  readonly code: RefusalCode
  readonly status: number
  readonly errors: Problem[] | undefined
  readonly extra: { readonly [name: string]: Json } | undefined

  constructor(code: RefusalCode, message: string, details: RefusedDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'RefusedError'
    this.code = code
    this.status = refusalStatus[code]
    this.errors = details.problems && [...details.problems]
    this.extra = details.extra
  }
}

/** 404 for something that has a key. */
export function notFound(what: string, key: string, where?: string): RefusedError {
  const place = where === undefined ? '' : ` in ${where}`
  return new RefusedError('not-found', `There is no ${what} ${JSON.stringify(key)}${place}: check the key.`)
}

/** What has come between: the changes, newest first, and the fields that differ by now, as JSON pointers. */
export interface ComeBetween {
  changes: readonly { readonly [name: string]: Json }[]
  fields: readonly string[]
}

/** 412: something else changed what the caller has seen. */
export class PreconditionFailedError extends RefusedError {
  readonly ref: EntityRef
  /** The revision that the caller has seen. */
  readonly seen: Revision
  readonly stands: Revision

  constructor(
    message: string,
    ref: EntityRef,
    seen: Revision,
    stands: Revision,
    { changes, fields }: ComeBetween = { changes: [], fields: [] },
  ) {
    super('precondition-failed', message, {
      extra: { seen, stands, changes: [...changes], fields: [...fields] },
    })
    this.name = 'PreconditionFailedError'
    this.ref = ref
    this.seen = seen
    this.stands = stands
  }
}
