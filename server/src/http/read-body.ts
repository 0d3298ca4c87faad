import { isUtf8 } from 'node:buffer'
import { limits } from '@ripcord/model'
import express, { type Request, type Response } from 'express'
import { compressedBody, notJson, tooLarge } from './body-problems.js'
import { HttpError } from './http-error.js'
import { namesPrototype, nestsDeeperThan } from './json-guard.js'
import { repeatedKey } from './repeated-key.js'
import { shown } from './shown.js'

/** Reads a request's JSON body; undefined where there is none. Size, encoding and depth are judged before it is parsed. */
export type BodyReader = (request: Request, response: Response) => Promise<unknown>

export function createBodyReader(maxBytes: number): BodyReader {
  const parse = express.json({
    limit: maxBytes,
    strict: false,
    // A compressed body of a few bytes may unfold to gigabytes.
    inflate: false,
    verify: (_request, _response, bytes) => guardBytes(bytes),
  })
  return async (request, response) => {
    if (!hasBody(request)) return undefined
    if (request.is('application/json') === false) {
      const seen = shown(request.get('content-type'))
      const message = `The body has content-type ${seen}, expected application/json: send JSON, and say so.`
      throw new HttpError(415, 'unsupported-media-type', message)
    }
    await new Promise<void>((resolve, reject) => {
      parse(request, response, (error?: unknown) => {
        if (error === undefined) resolve()
        else reject(bodyError(error, maxBytes, request))
      })
    })
    const body = request.body as unknown
    if (namesPrototype(body))
      throw new HttpError(400, 'reserved-key', 'The body has a key named __proto__: choose another.')
    return body
  }
}

function hasBody(request: Request): boolean {
  const { 'transfer-encoding': encoding, 'content-length': length } = request.headers
  return encoding !== undefined || (length !== undefined && length !== '0')
}

function guardBytes(bytes: Buffer): void {
  // A decoder would put U+FFFD for what it can't read, and that would be stored.
  if (!isUtf8(bytes))
    throw new HttpError(400, 'malformed-json', 'The body is not UTF-8: encode it so, and try again.')
  if (nestsDeeperThan(bytes, limits.jsonDepth)) {
    throw new HttpError(
      400,
      'too-deep',
      `The body nests deeper than ${limits.jsonDepth} levels: flatten it and try again.`,
    )
  }
  const path = repeatedKey(bytes)
  if (path !== undefined)
    throw namedTwice(path.length > shownOfPath ? `${path.slice(0, shownOfPath)}…` : path)
}

const shownOfPath = 200

function namedTwice(path: string): HttpError {
  const message = 'this key is there twice, and only one of the two values would count: leave one out'
  return new HttpError(400, 'invalid-request', `${path}: ${message}`, { errors: [{ path, message }] })
}

/** What went wrong, in our words: a parser's message may quote what was sent. */
function bodyError(error: unknown, maxBytes: number, request: Request): HttpError {
  if (error instanceof HttpError) return error
  const { type, length } = error as { type?: unknown; length?: unknown }
  switch (type) {
    case 'entity.too.large':
      return tooLarge(typeof length === 'number' ? length : undefined, maxBytes)
    case 'encoding.unsupported':
      return compressedBody(request.get('content-encoding'))
    case 'charset.unsupported': {
      const seen = shown(request.get('content-type'))
      return new HttpError(415, 'unsupported-charset', `The body has content-type ${seen}: send it in UTF-8.`)
    }
    default:
      return new HttpError(400, 'malformed-json', notJson('body', error))
  }
}
