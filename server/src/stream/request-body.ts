import type { IncomingMessage } from 'node:http'
import { limits } from '@ripcord/model'
import { compressedBody, notJson, tooLarge } from '../http/body-problems.js'
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
  if (encoding !== undefined && encoding !== 'identity') throw compressedBody(encoding)
  return parseJson(await readBytes(request, mostBytes), 'body')
}

/**
 * JSON of bounded depth. `where`: what it came in, `body` or `header ripcord-hello`.
 *
 * @throws HttpError
 */
export function parseJson(bytes: Buffer, where: string): unknown {
  if (nestsDeeperThan(bytes, deepest))
    throw new HttpError(
      400,
      'too-deep',
      `The ${where} nests deeper than ${deepest} levels: flatten it and try again.`,
    )
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch (error) {
    throw new HttpError(400, 'malformed-json', notJson(where, error))
  }
}

async function readBytes(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > mostBytes) throw tooLarge(announced, mostBytes)
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length
    if (bytes > mostBytes) throw tooLarge(undefined, mostBytes)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
