import { randomBytes } from 'node:crypto'
import type { Actor } from '@ripcord/model'
import type { Clock } from '../clock.js'
import type { CallerSession } from '../http/caller.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { AccessStore } from '../storage/storage.js'
import { hashSecret } from './keys.js'
import { sessionKey } from './session-key.js'
import { readSessionToken, signSessionToken } from './session-token.js'

const hourMs = 3_600_000
/** How long a one-time link opens. */
export const linkLifetimeMs = 24 * hourMs
/** How long a session lasts, however busy. */
export const sessionLifetimeMs = 7 * 24 * hourMs
/** How long one lasts that nobody uses. */
export const sessionIdleMs = 12 * hourMs
/** A session in use gets a fresh cookie this often. */
const renewAfterMs = 10 * 60_000

const loggedInName = 'first-login'

/** The person behind the one-time link, until people have names. */
export const owner: Actor = { type: 'person', id: 'owner', name: 'Owner' }

export interface Sessions {
  /** A link's secret, good once within 24 hours; undefined where a person has logged in before. */
  firstLink(): Promise<string | undefined>
  /** A link's secret, whoever has logged in before. */
  createLink(): Promise<string>
  /** Whose session a link's secret opens; undefined where it is spent, expired or none. */
  spendLink(secret: string): Promise<Actor | undefined>
  open(actor: Actor): Promise<{ token: string; session: CallerSession }>
  /** Looked up in storage each time, so that closing one ends it at once. `renewed`: a fresh token to hand out. */
  read(token: string): Promise<{ actor: Actor; session: CallerSession; renewed?: string } | undefined>
  close(id: string): Promise<void>
}

export interface SessionsDeps {
  access: AccessStore
  keyRing: Pick<KeyRing, 'seal' | 'open'>
  clock: Clock
  /** Told what somebody should know who runs the server. */
  warn: (message: string) => void
}

/** Opens the sessions of a server; the key that signs them is made at first start, and kept sealed. */
export async function openSessions({ access, keyRing, clock, warn }: SessionsDeps): Promise<Sessions> {
  const key = await sessionKey(access, keyRing, warn)

  function sign(session: CallerSession, nowMs: number): string {
    const endMs = Math.min(nowMs + sessionIdleMs, Date.parse(session.expiresAt))
    return signSessionToken(key, { sessionId: session.id, issuedMs: nowMs, expiresMs: endMs })
  }

  async function createLink(): Promise<string> {
    const secret = randomBytes(32).toString('base64url')
    await access.createLink(
      hashSecret(secret),
      new Date(clock.now().getTime() + linkLifetimeMs).toISOString(),
    )
    return secret
  }

  return {
    createLink,
    async firstLink() {
      const loggedIn = await access.secret(loggedInName)
      return loggedIn === undefined ? createLink() : undefined
    },
    async spendLink(secret) {
      const spent = await access.spendLink(hashSecret(secret), clock.now().toISOString())
      if (!spent) return undefined
      await access.putSecret(loggedInName, keyRing.seal(new Uint8Array([1]), loggedInName))
      return owner
    },
    async open(actor) {
      const now = clock.now()
      const session = {
        id: randomBytes(16).toString('hex'),
        expiresAt: new Date(now.getTime() + sessionLifetimeMs).toISOString(),
      }
      await access.createSession({ ...session, actor, createdAt: now.toISOString(), revokedAt: null })
      return { token: sign(session, now.getTime()), session }
    },
    async read(token) {
      const nowMs = clock.now().getTime()
      const claims = readSessionToken(key, token, nowMs)
      if (claims === undefined) return undefined
      const stored = await access.session(claims.sessionId)
      if (stored === undefined || stored.revokedAt !== null) return undefined
      if (Date.parse(stored.expiresAt) <= nowMs) return undefined
      const session = { id: stored.id, expiresAt: stored.expiresAt }
      const aged = nowMs - claims.issuedMs >= renewAfterMs
      return { actor: stored.actor, session, ...(aged ? { renewed: sign(session, nowMs) } : {}) }
    },
    close: (id) => access.revokeSession(id, clock.now().toISOString()),
  }
}
