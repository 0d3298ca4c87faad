import { createRequire } from 'node:module'
import type jsonwebtoken from 'jsonwebtoken'
import { z } from 'zod'
import type { SessionKey } from './session-key.js'

const require = createRequire(import.meta.url)

/** Loaded when the first person comes: it brings some sixty modules, and most servers are asked by services alone. */
function jwt(): typeof jsonwebtoken {
  return require('jsonwebtoken') as typeof jsonwebtoken
}

const issuer = 'ripcord'
const audience = 'ripcord-console'
const tokenType = 'ripcord-session+jwt'

const claimsSchema = z.object({
  sid: z.string().regex(/^[0-9a-f]{32}$/),
  iat: z.int(),
  exp: z.int(),
})

/** The JWT in a browser's cookie. It carries no right of its own: the session that it names is looked up. */
export function signSessionToken(
  key: SessionKey,
  claims: { sessionId: string; issuedMs: number; expiresMs: number },
): string {
  const payload = {
    sid: claims.sessionId,
    iat: Math.floor(claims.issuedMs / 1000),
    exp: Math.floor(claims.expiresMs / 1000),
  }
  return jwt().sign(payload, key.secret, {
    algorithm: 'HS256',
    issuer,
    audience,
    keyid: key.id,
    header: { alg: 'HS256', typ: tokenType },
  })
}

/** What a token claims; undefined where it is not ours, was altered, or has ended. */
export function readSessionToken(
  key: SessionKey,
  token: string,
  nowMs: number,
): { sessionId: string; issuedMs: number } | undefined {
  let verified: jsonwebtoken.Jwt
  try {
    verified = jwt().verify(token, key.secret, {
      algorithms: ['HS256'],
      issuer,
      audience,
      clockTimestamp: Math.floor(nowMs / 1000),
      complete: true,
    })
  } catch {
    return undefined
  }
  if (verified.header.kid !== key.id || verified.header.typ !== tokenType) return undefined
  const claims = claimsSchema.safeParse(verified.payload)
  if (!claims.success) return undefined
  return { sessionId: claims.data.sid, issuedMs: claims.data.iat * 1000 }
}
