import type { Actor } from '@ripcord/model'
import type { Authentication, Caller, Credentials } from '../http/caller.js'
import type { AccessStore } from '../storage/storage.js'
import { type CookieRules, endedCookie, readCookie, sessionCookie } from './cookies.js'
import { hashSecret, parseKey, secretMatches } from './keys.js'
import type { Sessions } from './sessions.js'

/** The owner's token that is given by RIPCORD_ADMIN_TOKEN. */
export const environmentToken: Actor = { type: 'token', id: 'environment', name: 'RIPCORD_ADMIN_TOKEN' }

export interface Authenticator {
  authenticate(credentials: Credentials): Promise<Authentication>
  /** Whose token this is; undefined where it is none that counts. */
  tokenOwner(token: string): Promise<Actor | undefined>
}

export interface AuthenticatorDeps {
  access: Pick<AccessStore, 'token'>
  sessions: Sessions
  cookies: CookieRules
  /** RIPCORD_ADMIN_TOKEN. */
  adminToken: string | null
}

const wrongToken = 'This token is not known here, or was revoked.'
const endedSession = 'Your session has ended: open a new link, or log in with a token.'

/** Finds out who calls: by bearer token, else by the session's cookie, else anonymous. */
export function createAuthenticator({
  access,
  sessions,
  cookies,
  adminToken,
}: AuthenticatorDeps): Authenticator {
  const adminHash = adminToken === null ? undefined : hashSecret(adminToken)

  async function tokenOwner(token: string): Promise<Actor | undefined> {
    if (secretMatches(token, adminHash)) return environmentToken
    const parsed = parseKey(token)
    const stored = parsed?.kind === 'adm' ? await access.token(parsed.id) : undefined
    if (!secretMatches(token, stored?.hash) || stored === undefined || stored.revokedAt !== null)
      return undefined
    return { type: 'token', id: stored.id, name: stored.name }
  }

  async function byBearer(header: string): Promise<Authentication> {
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(header)?.[1]
    if (token === undefined)
      return { type: 'refused', because: 'Expected `Authorization: Bearer <admin token>`.' }
    const kind = parseKey(token)?.kind
    if (kind === 'srv' || kind === 'cli')
      return { type: 'caller', caller: { kind: 'sdkKey' }, byCookie: false }
    const actor = await tokenOwner(token)
    if (actor === undefined) return { type: 'refused', because: wrongToken }
    return { type: 'caller', caller: { kind: callerKindOf(actor), actor, session: null }, byCookie: false }
  }

  async function byCookie(token: string): Promise<Authentication> {
    const read = await sessions.read(token)
    const stands = read !== undefined && (await tokenStands(read.actor))
    if (!stands) return { type: 'refused', because: endedSession, clearCookie: endedCookie(cookies) }
    const { actor, session, renewed } = read
    const caller: Caller = { kind: callerKindOf(actor), actor, session }
    const setCookie =
      renewed === undefined ? {} : { setCookie: sessionCookie(cookies, renewed, session.expiresAt) }
    return { type: 'caller', caller, byCookie: true, ...setCookie }
  }

  /** A session that a token opened ends with the token, and has no more rights than it. */
  async function tokenStands(actor: Actor): Promise<boolean> {
    if (actor.type !== 'token') return true
    if (actor.id === environmentToken.id) return adminHash !== undefined
    const stored = await access.token(actor.id)
    return stored !== undefined && stored.revokedAt === null
  }

  return {
    tokenOwner,
    async authenticate({ authorization, cookie }) {
      if (authorization !== undefined) return byBearer(authorization)
      const token = readCookie(cookie, cookies.name)
      if (token !== undefined) return byCookie(token)
      return { type: 'caller', caller: { kind: 'anonymous' }, byCookie: false }
    },
  }
}

/** A session has the rights of whoever opened it: one that a token opened has that token's. */
export function callerKindOf(actor: Actor): 'session' | 'ownerToken' | 'adminToken' {
  if (actor.type !== 'token') return 'session'
  return actor.id === environmentToken.id ? 'ownerToken' : 'adminToken'
}
