import type { IncomingMessage } from 'node:http'
import { limits } from '@ripcord/model'
import { HttpError } from '../http/http-error.js'
import { nestsDeeperThan } from '../http/json-guard.js'

/** A kill's served values may nest as deep as a variant's, inside a record inside a list. */
const deepest = 2 * limits.jsonDepth

/**
 * A request's JSON body. Size is judged before and while it is read, depth before it is parsed.
 *
 * @throws HttpError
 */
export async function readJson(request: IncomingMessage, mostBytes: number): Promise<unknown> {
  const encoding = request.headers['content-encoding']
  // A compressed body of a few bytes may unfold to gigabytes.
  if (encoding !== undefined && encoding !== 'identity')
    throw new HttpError(415, 'compressed-body', 'Send the body without content-encoding.')
  return parseJson(await readBytes(request, mostBytes))
}

/**
 * JSON of bounded depth.
 *
 * @throws HttpError
 */
export function parseJson(bytes: Buffer): unknown {
  if (nestsDeeperThan(bytes, deepest))
    throw new HttpError(400, 'too-deep', `The body nests deeper than ${deepest} levels.`)
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    throw new HttpError(400, 'malformed-json', 'The body is not valid JSON.')
  }
}

async function readBytes(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const tooLarge = () => new HttpError(413, 'too-large', `The body is larger than ${mostBytes} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length
    if (bytes > mostBytes) throw tooLarge()
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
