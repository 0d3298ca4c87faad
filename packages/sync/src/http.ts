import type { SectionHashes } from '@ripcord/model'
import type { Ack, Hello } from './messages.js'

/*
 * The HTTP half of the protocol, for clients that poll and for every snapshot:
 *
 *   GET  /sdk/v1/snapshot   hello in the header `ripcord-hello` (JSON, base64url), `if-none-match: <etag held>`
 *   POST /sdk/v1/snapshot   the same with the hello as JSON body, for one too large for a header
 *                           both → 200 with a `Snapshot` (gzip), or 304; the header `ripcord-sync` holds the
 *                           `PollAnswer` (JSON, base64url) either way
 *   POST /sdk/v1/ack        `AckRequest` → 200 with a `PollAnswer`
 *   POST /sdk/v1/goodbye    `GoodbyeRequest` → 204
 *   POST /sdk/v1/report     `Report` → 204
 *
 * Every request carries `authorization: Bearer <sdk key>`. Refusals are `application/problem+json` with a sentence in
 * `detail`: 400 (not understood), 401 (wrong or revoked key), 403 (a key of another kind), 413 (too large),
 * 503 with `retry-after` in seconds (come back later).
 */

export const snapshotPath = '/sdk/v1/snapshot'
export const ackPath = '/sdk/v1/ack'
export const goodbyePath = '/sdk/v1/goodbye'
export const reportPath = '/sdk/v1/report'
/** The path of the stream's websocket; the key goes as `auth: { sdkKey }` of the handshake, never in the URL. */
export const streamPath = '/sdk/v1/stream'

export const helloHeader = 'ripcord-hello'
export const syncHeader = 'ripcord-sync'

/** A hello that is longer, encoded, goes as a body: servers commonly allow 16 KiB for all headers together. */
export const helloHeaderLength = 6 * 1024

/**
 * Of a GET's or POST's `drop` at most so many kill ids fit into the header; a client that still holds others says
 * hello again and hears of them then.
 */
export const dropIdsPerHeader = 64

/** The ETag of a state: its hashes, whatever the epoch and the revision. */
export function etagOf(hashes: SectionHashes): string {
  return `"${hashes.kills}-${hashes.flags}"`
}

/** Body of `POST /sdk/v1/ack`: all that a hello says, and the word itself. */
export interface AckRequest {
  hello: Hello
  ack: Ack
}

/** Body of `POST /sdk/v1/goodbye`: the last word of a process that has no stream to say it over. */
export interface GoodbyeRequest {
  bootId: string
  count: number
}

/** What `connect_error.data` of a refused stream holds. */
export interface StreamRefusal {
  /** 401 and 403: the key; 503: come back after `retryAfterMs`. */
  status: number
  /** A sentence. */
  because: string
  retryAfterMs?: number
}

/** A value as text that a header can carry. */
export function encodeHeader(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
}

/** The inverse of `encodeHeader`; undefined where the text is no JSON in base64url. */
export function decodeHeader(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

export interface SnapshotRequest {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body: string | undefined
}

/** How a snapshot is asked for: with GET where the hello fits into a header, else with POST. `etag` as the server gave it. */
export function snapshotRequest(hello: Hello, etag: string | null): SnapshotRequest {
  const condition: Record<string, string> = etag === null ? {} : { 'if-none-match': etag }
  const encoded = encodeHeader(hello)
  if (encoded.length <= helloHeaderLength)
    return { method: 'GET', headers: { ...condition, [helloHeader]: encoded }, body: undefined }
  return {
    method: 'POST',
    headers: { ...condition, 'content-type': 'application/json' },
    body: JSON.stringify(hello),
  }
}
