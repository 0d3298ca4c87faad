import { createHash } from 'node:crypto'
import type { Operation } from '@ripcord/api'
import { type Actor, canonicalJson, type Json } from '@ripcord/model'
import type { Request } from 'express'
import { HttpError } from './http-error.js'
import { shown } from './shown.js'

const entityTag = /^"(\d{1,15})"$/

/** The revision that `If-Match` names: what the caller has seen. */
export function readIfMatch(request: Request): number | undefined {
  const header = request.get('if-match')
  if (header === undefined) return undefined
  const match = entityTag.exec(header)
  if (match !== null) return Number(match[1])
  const expected = 'expected one entity tag of ours, such as "42" with its quotes'
  throw invalidHeader('if-match', `${expected}, not ${shown(header)}: send the ETag that you were answered`)
}

const idempotencyKey = /^[\x21-\x7e]{1,200}$/

/**
 * A caller's own key, so that nobody meets another's, and what the request is, so that a repetition can be told.
 * @throws HttpError 400 for a key where a repetition would not be told
 */
export function readIdempotency(request: Request, operation: Operation, actor: Actor, body: unknown) {
  const key = request.get('idempotency-key')
  if (key === undefined || operation.idempotent === undefined) return undefined
  if (!operation.idempotent)
    throw invalidHeader(
      'idempotency-key',
      `${operation.operationId} takes none, because the secret in its answer is kept nowhere: send it without, and revoke what was made twice`,
    )
  if (!idempotencyKey.test(key)) throw invalidHeader('idempotency-key', notAKey(key))
  const fingerprint = digest(
    `${operation.operationId} ${request.path} ${canonicalJson((body ?? null) as Json)}`,
  )
  return { key: digest(`${actor.type} ${actor.id} ${key}`), fingerprint }
}

function notAKey(key: string): string {
  const seen = key.length < 1 || key.length > 200 ? `${key.length} characters` : shown(key)
  return `expected 1 to 200 printable ASCII characters without a space, not ${seen}: send a UUID, for example`
}

function invalidHeader(name: string, message: string): HttpError {
  const path = `headers/${name}`
  return new HttpError(400, 'invalid-request', `${path}: ${message}`, { errors: [{ path, message }] })
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
