import { isUtf8 } from 'node:buffer'
import { limits } from '@ripcord/model'
import express, { type Request, type Response } from 'express'
import { compressedBody, notJson, tooLarge } from './body-problems.js'
import { HttpError } from './http-error.js'
import { namesPrototype, nestsDeeperThan } from './json-guard.js'
import { repeatedKey } from './repeated-key.js'
import { shown } from './shown.js'

/** Reads a request's body, JSON or (where the operation takes it) YAML; undefined where there is none. Size, encoding and depth are judged before it is parsed. */
export type BodyReader = (request: Request, response: Response) => Promise<unknown>

export function createBodyReader(maxBytes: number, readsYaml = false): BodyReader {
  // A compressed body of a few bytes may unfold to gigabytes.
  const shared = { limit: maxBytes, inflate: false }
  const parseJson = express.json({
    ...shared,
    strict: false,
    verify: (_request, _response, bytes) => guardBytes(bytes),
  })
  const readText = express.text({
    ...shared,
    type: yamlTypes,
    verify: (_request, _response, bytes) => guardEncoding(bytes, 'malformed-yaml'),
  })
  return async (request, response) => {
    if (!hasBody(request)) return undefined
    const isYaml = readsYaml && request.is(yamlTypes) !== false
    if (!isYaml && request.is('application/json') === false) {
      const seen = shown(request.get('content-type'))
      const message = `The body has content-type ${seen}, expected ${expected(readsYaml)}: send that, and say so.`
      throw new HttpError(415, 'unsupported-media-type', message)
    }
    await new Promise<void>((resolve, reject) => {
      const parse = isYaml ? readText : parseJson
      parse(request, response, (error?: unknown) => {
        if (error === undefined) resolve()
        else reject(bodyError(error, maxBytes, request))
      })
    })
    const given = request.body as unknown
    const body = isYaml ? await readYaml(String(given)) : given
    if (namesPrototype(body))
      throw new HttpError(400, 'reserved-key', 'The body has a key named __proto__: choose another.')
    return body
  }
}

/** The parser is large, and most servers are never sent a file. */
async function readYaml(text: string): Promise<unknown> {
  const { parseYaml } = await import('./parse-yaml.js')
  return parseYaml(text)
}

function hasBody(request: Request): boolean {
  const { 'transfer-encoding': encoding, 'content-length': length } = request.headers
  return encoding !== undefined || (length !== undefined && length !== '0')
}

const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml']

function expected(readsYaml: boolean): string {
  return readsYaml ? 'application/json or application/yaml' : 'application/json'
}

/** A decoder would put U+FFFD for what it can't read, and that would be stored. */
function guardEncoding(bytes: Uint8Array, code: 'malformed-json' | 'malformed-yaml'): void {
  if (!isUtf8(bytes)) throw new HttpError(400, code, 'The body is not UTF-8: encode it so, and try again.')
}

/** Refuses JSON text that must not be parsed: no UTF-8, too deep, a key there twice. @throws HttpError 400 */
export function guardBytes(bytes: Buffer): void {
  guardEncoding(bytes, 'malformed-json')
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
export function bodyError(error: unknown, maxBytes: number, request: Request): HttpError {
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
