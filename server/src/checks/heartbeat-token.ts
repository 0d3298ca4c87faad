import type { KeyRing } from '../secrets/key-ring.js'

/** Which check a beat is of. */
export interface Beaten {
  environmentId: string
  release: string
  check: string
}

const context = 'heartbeat'

/** A token that needs no row: what it is good for is sealed in it. */
export function heartbeatToken(
  keyRing: Pick<KeyRing, 'seal'>,
  { environmentId, release, check }: Beaten,
): string {
  const plain = Buffer.from(JSON.stringify([environmentId, release, check]))
  return Buffer.from(keyRing.seal(plain, context)).toString('base64url')
}

/** Undefined where the token is none of ours. */
export function readHeartbeatToken(keyRing: Pick<KeyRing, 'open'>, token: string): Beaten | undefined {
  try {
    const plain = keyRing.open(Buffer.from(token, 'base64url'), context)
    const [environmentId, release, check] = JSON.parse(Buffer.from(plain).toString()) as [
      string,
      string,
      string,
    ]
    return { environmentId, release, check }
  } catch {
    return undefined
  }
}
