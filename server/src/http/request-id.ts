import { randomUUID } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'

export const requestIdHeader = 'x-request-id'
const acceptable = /^[A-Za-z0-9._:-]{1,100}$/

/** Names each request: by the caller's `X-Request-Id`, else by one of our own. It goes into log, answer and change. */
export function nameRequest(request: Request, response: Response, next: NextFunction): void {
  const id = requestIdFor(request.get(requestIdHeader))
  response.locals['requestId'] = id
  response.set(requestIdHeader, id)
  next()
}

/** `given`: the header's value. */
export function requestIdFor(given: string | undefined): string {
  return given !== undefined && acceptable.test(given) ? given : randomUUID()
}

export function requestIdOf(response: Response): string {
  const id: unknown = response.locals['requestId']
  return typeof id === 'string' ? id : ''
}
