import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new secret of a source: 256 random bits. */
export function makeSecret(): string {
  return `rk_src_${randomBytes(32).toString('base64url')}`
}

/** SHA-256, hex: enough for what nobody can guess. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret)
}

/** In constant time. */
export function secretMatches(secret: string, storedHash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(storedHash, 'hex'))
}
