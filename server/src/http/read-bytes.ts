import express, { type Request, type Response } from 'express'
import { notJson } from './body-problems.js'
import { HttpError } from './http-error.js'
import { namesPrototype } from './json-guard.js'
import { bodyError, guardBytes } from './read-body.js'

/** Reads a request's body as it came, of whatever type; no bytes where there is none. */
export type BytesReader = (request: Request, response: Response) => Promise<Buffer>

export function createBytesReader(maxBytes: number): BytesReader {
  const read = express.raw({ limit: maxBytes, inflate: false, type: () => true })
  return async (request, response) => {
    await new Promise<void>((resolve, reject) => {
      read(request, response, (error?: unknown) => {
        if (error === undefined) resolve()
        else reject(bodyError(error, maxBytes, request))
      })
    })
    const body: unknown = request.body
    return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  }
}

/** The JSON that bytes hold, judged as any body is before it is parsed. @throws HttpError 400 */
export function parseJsonBytes(bytes: Buffer): unknown {
  guardBytes(bytes)
  const value = parsed(bytes)
  if (namesPrototype(value))
    throw new HttpError(400, 'reserved-key', 'The body has a key named __proto__: choose another.')
  return value
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw new HttpError(400, 'malformed-json', notJson('body', error))
  }
}
