import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a key opens: `srv` and `cli` an environment's flags, `adm` the API. */
export type KeyKind = 'srv' | 'cli' | 'adm'

export interface NewKey {
  /** Names the key in lists and logs; no secret. */
  id: string
  /** The whole key, to be shown once. */
  key: string
  /** What is stored of it. */
  hash: string
}

const keyPattern = /^rk_(srv|cli|adm)_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/

/** A new key: `rk_srv_<id>_<secret>`, its secret 256 random bits. */
export function makeKey(kind: KeyKind): NewKey {
  const id = randomBytes(8).toString('hex')
  const key = `rk_${kind}_${id}_${randomBytes(32).toString('base64url')}`
  return { id, key, hash: hashSecret(key) }
}

/** The parts of a key that say where to look for it; undefined where `text` is none. */
export function parseKey(text: string): { kind: KeyKind; id: string } | undefined {
  const match = keyPattern.exec(text)
  if (match === null) return undefined
  return { kind: match[1] as KeyKind, id: match[2] as string }
}

/**
 * SHA-256, hex. Enough for a random secret of 256 bits: there is nothing to guess, so nothing that a slow hash would
 * slow down.
 */
export function hashSecret(secret: string): string {
  return hash('sha256', secret)
}

const nobodysHash = hashSecret('')

/** Compares in constant time. An unknown id compares with a hash that nothing has, so that it takes as long. */
export function secretMatches(secret: string, storedHash: string | undefined): boolean {
  const equal = timingSafeEqual(
    Buffer.from(hashSecret(secret), 'hex'),
    Buffer.from(storedHash ?? nobodysHash, 'hex'),
  )
  return equal && storedHash !== undefined
}
