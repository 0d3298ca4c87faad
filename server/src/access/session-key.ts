import { createHash, randomBytes } from 'node:crypto'
import type { KeyRing } from '../secrets/key-ring.js'
import type { AccessStore } from '../storage/storage.js'

const sessionKeyName = 'session-key'

type Box = Pick<KeyRing, 'seal' | 'open'>

/** The key and its name: the SHA-256 of the key, shortened. */
export interface SessionKey {
  id: string
  secret: Buffer
}

/** The key that signs sessions, sealed in storage; made where there is none that opens. */
export async function sessionKey(
  access: AccessStore,
  keyRing: Box,
  warn: (message: string) => void,
): Promise<SessionKey> {
  const kept = await openSealed(access, keyRing, warn)
  const secret = kept ?? randomBytes(32)
  if (kept === undefined) await access.putSecret(sessionKeyName, keyRing.seal(secret, sessionKeyName))
  return { id: createHash('sha256').update(secret).digest('hex').slice(0, 16), secret }
}

/** With another key file than before, sessions end; a server that would not start for that could kill nothing. */
async function openSealed(
  access: AccessStore,
  keyRing: Box,
  warn: (message: string) => void,
): Promise<Buffer | undefined> {
  const box = await access.secret(sessionKeyName)
  if (box === undefined) return undefined
  try {
    return Buffer.from(keyRing.open(box, sessionKeyName))
  } catch {
    warn(
      'The key file is not the one that this database was used with: all sessions have ended (`ripcord link` prints a link), and kills that SDKs bring back wait for a person.',
    )
    return undefined
  }
}
