import type { Operation } from '@ripcord/api'
import type { Request, Response } from 'express'
import type { Authentication, Caller, CallerKind, Credentials } from './caller.js'
import { HttpError } from './http-error.js'
import { checkOrigin } from './origin.js'

export interface AdmitOptions {
  authenticate: (credentials: Credentials) => Promise<Authentication>
  publicUrl: string | null
}

/** What of an operation says who may ask for it. */
export type Admission = Pick<Operation, 'method' | 'permission' | 'raw'>

/** Lets a request in, or refuses it before anything of it is read but its head. */
export async function admit(
  operation: Admission,
  allowed: readonly CallerKind[],
  options: AdmitOptions,
  request: Request,
  response: Response,
): Promise<Caller> {
  // Its Authorization is a source's, which only the handler knows.
  if (operation.raw === true && allowed.includes('anonymous')) return { kind: 'anonymous' }
  const { authorization, cookie } = request.headers
  const found = await options.authenticate({ authorization, cookie })
  const writes = operation.method !== 'get'
  if (found.type === 'refused') {
    if (found.clearCookie !== undefined) response.append('set-cookie', found.clearCookie)
    // A cookie that has ended must not keep its owner from logging in.
    if (found.clearCookie === undefined || !allowed.includes('anonymous'))
      throw unauthenticated(found.because)
  } else if (found.setCookie !== undefined) response.append('set-cookie', found.setCookie)
  const caller: Caller = found.type === 'refused' ? { kind: 'anonymous' } : found.caller
  const byCookie = found.type === 'refused' || found.byCookie
  if (writes && (byCookie || operation.permission === 'session:open'))
    checkOrigin({ origin: request.get('origin'), host: request.host }, options.publicUrl)
  if (allowed.includes(caller.kind)) return caller
  throw refusal(caller, operation)
}

function refusal(caller: Caller, operation: Admission): HttpError {
  switch (caller.kind) {
    case 'anonymous':
      return unauthenticated('Log in, or send `Authorization: Bearer <admin token>`.')
    case 'sdkKey':
      return new HttpError(
        403,
        'sdk-key',
        'An SDK key reads flags under /sdk/v1; this API wants a session or an admin token.',
      )
    case 'session':
    case 'adminToken':
    case 'ownerToken':
      return new HttpError(
        403,
        'not-allowed',
        `${caller.actor.name ?? caller.actor.id} may not do this: it needs the permission ${operation.permission}.`,
      )
  }
}

function unauthenticated(because: string): HttpError {
  return new HttpError(401, 'unauthenticated', because, {
    headers: { 'www-authenticate': 'Bearer realm="ripcord"' },
  })
}
