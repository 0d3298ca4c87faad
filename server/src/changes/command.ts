import type { Actor, Json, Revision } from '@ripcord/model'

/** Who asks for a change, and why. Goes with each writing method of the services. */
export interface Command {
  actor: Actor
  /** For a person to read; some methods ask for one. */
  reason?: string | undefined
  requestId?: string | undefined
  /** For programs: what led to it. */
  cause?: { readonly [key: string]: Json } | undefined
  /** The same key with the same fingerprint again gets the first answer and changes nothing. */
  idempotency?: { key: string; fingerprint: string } | undefined
}

/** A command on something that exists: `ifMatch` is the revision that the caller has seen of it. */
export interface Edit extends Command {
  /**
   * Refused with `precondition-failed` (412, with what has changed) where it is not the present one. May be left out,
   * except where a production environment sees the change (428, `precondition-required`).
   */
  ifMatch?: Revision | undefined
}

/** Where a list goes on, and how much of it is wanted. */
export interface PageRequest {
  limit: number
  /** `nextCursor` of the page before. */
  cursor?: string | undefined
}

export interface Page<T> {
  items: T[]
  /** Null on the last page. */
  nextCursor: string | null
}
