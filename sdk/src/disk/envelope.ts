import { createHash } from 'node:crypto'
import { isRecord } from '../json.js'

/**
 * A file of the cache: one line that says what follows and its SHA-256, then JSON. Whatever was torn, mixed up or
 * cut short fails the check and is refused whole.
 */
export interface Envelope {
  /** What kind of file it is. */
  kind: string
  /** A hash of the SDK key's id: a file that came from another key's folder is not ours. */
  key: string
  /** The environment's id; null while it is not known. */
  environment: string | null
  /** What can be known of the content without reading it. */
  about: { readonly [name: string]: string | number }
  content: unknown
}

const format = 1
const headLimit = 4_096

export function sealEnvelope(envelope: Envelope): Buffer {
  const body = Buffer.from(JSON.stringify(envelope.content), 'utf8')
  const { kind, key, environment, about } = envelope
  const head = { ripcord: format, kind, key, environment, about, bytes: body.length }
  return Buffer.concat([
    Buffer.from(`${JSON.stringify({ ...head, sha256: digest(head, body) })}\n`, 'utf8'),
    body,
  ])
}

/** What is in it, or a sentence that says why it can't be used. */
export function openEnvelope(bytes: Buffer, kind: string, key: string): Envelope | string {
  const head = readHead(bytes)
  if (head === undefined) return 'it has no readable first line'
  const { sha256, ...claims } = head
  if (claims['ripcord'] !== format) return 'it has another format'
  if (claims['kind'] !== kind) return 'it is of another kind'
  if (claims['key'] !== key) return 'it belongs to another SDK key'
  const body = bytes.subarray(bytes.indexOf(10) + 1)
  if (body.length !== claims['bytes']) return 'it is cut short'
  if (digest(claims, body) !== sha256) return 'its checksum does not fit'
  const { environment, about } = claims
  if (!isRecord(about) || (environment !== null && typeof environment !== 'string'))
    return 'its first line is incomplete'
  try {
    const content = JSON.parse(body.toString('utf8')) as unknown
    return { kind, key, environment, about: about as Envelope['about'], content }
  } catch {
    return 'it holds no JSON'
  }
}

/** The first line alone: what it says is checked only where the whole is opened. */
export function readHead(bytes: Buffer): Record<string, unknown> | undefined {
  const end = bytes.subarray(0, headLimit).indexOf(10)
  if (end < 0) return undefined
  try {
    const head = JSON.parse(bytes.subarray(0, end).toString('utf8')) as unknown
    return isRecord(head) ? head : undefined
  } catch {
    return undefined
  }
}

function digest(head: Record<string, unknown>, body: Buffer): string {
  return createHash('sha256').update(JSON.stringify(head)).update('\n').update(body).digest('hex')
}
