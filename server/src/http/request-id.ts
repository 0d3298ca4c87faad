import { randomUUID } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'

const header = 'x-request-id'
const acceptable = /^[A-Za-z0-9._:-]{1,100}$/

/** Names each request: by the caller's `X-Request-Id`, else by one of our own. It goes into log, answer and change. */
export function nameRequest(request: Request, response: Response, next: NextFunction): void {
  const given = request.get(header)
  const id = given !== undefined && acceptable.test(given) ? given : randomUUID()
  response.locals['requestId'] = id
  response.set(header, id)
  next()
}

export function requestIdOf(response: Response): string {
  const id: unknown = response.locals['requestId']
  return typeof id === 'string' ? id : ''
}
