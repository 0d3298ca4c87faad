import { type Actor, limits } from '@ripcord/model'
import type { Clock } from '../clock.js'
import { notFound, RefusedError } from '../errors.js'
import type { KeyStore, SdkKey } from '../storage/storage.js'
import { makeKey, parseKey, secretMatches } from './keys.js'

/** What a shown SDK key came to. */
export type KeyVerdict = { type: 'key'; key: SdkKey } | { type: 'refused'; because: string }

export interface SdkKeys {
  /** `key` is the whole key: kept nowhere, to be shown once. */
  create(
    environmentId: string,
    draft: { kind: SdkKey['kind']; name: string },
    by: Actor,
  ): Promise<{ stored: SdkKey; key: string }>
  list(environmentId: string): Promise<SdkKey[]>
  /** Ends a key and cuts its streams; 404 where the environment has none of that id. */
  revoke(environmentId: string, id: string): Promise<void>
  verify(key: string): Promise<KeyVerdict>
}

export interface SdkKeysDeps {
  keys: KeyStore
  clock: Clock
  /** Told of each revoked key, so that its streams end. */
  onRevoked: (id: string) => void
}

const wrongKey = 'This SDK key is not known here: check that it is complete, and from this server.'
const revokedKey = 'This SDK key was revoked: create a new one for this environment.'
/** Writing down that a key was used, no more often than this. */
const touchEveryMs = 60_000

/** What was read of a key is used again for so long: a herd comes with the same one. */
const keepMs = 1_000

export function createSdkKeys({ keys, clock, onRevoked }: SdkKeysDeps): SdkKeys {
  const touchedAt = new Map<string, number>()
  const kept = new Map<string, { key: SdkKey; at: number }>()

  async function read(id: string): Promise<SdkKey | undefined> {
    const now = clock.monotonic()
    const known = kept.get(id)
    if (known !== undefined && now - known.at < keepMs) return known.key
    const key = await keys.get(id)
    if (key !== undefined) kept.set(id, { key, at: now })
    return key
  }

  async function touch(id: string): Promise<void> {
    const now = clock.monotonic()
    const before = touchedAt.get(id)
    if (before !== undefined && now - before < touchEveryMs) return
    touchedAt.set(id, now)
    await keys.touch(id, clock.now().toISOString())
  }

  return {
    async create(environmentId, { kind, name }, by) {
      const alive = (await keys.list(environmentId)).filter((key) => key.revokedAt === null)
      if (alive.length >= limits.sdkKeysPerEnvironment) {
        throw new RefusedError(
          'limit-reached',
          `This environment has ${alive.length} SDK keys, as many as it may: revoke one first.`,
        )
      }
      const made = makeKey(kind === 'server' ? 'srv' : 'cli')
      const stored: SdkKey = {
        id: made.id,
        environmentId,
        kind,
        name,
        hash: made.hash,
        createdAt: clock.now().toISOString(),
        createdBy: by,
        lastUsedAt: null,
        revokedAt: null,
      }
      await keys.create(stored)
      return { stored, key: made.key }
    },
    list: (environmentId) => keys.list(environmentId),
    async revoke(environmentId, id) {
      const stored = await keys.get(id)
      if (stored?.environmentId !== environmentId) throw notFound('SDK key', id, 'this environment')
      await keys.revoke(id, clock.now().toISOString())
      kept.delete(id)
      onRevoked(id)
    },
    async verify(key) {
      const parsed = parseKey(key)
      // An unknown id goes the same way as a wrong secret, so that neither answer nor time tells them apart.
      const stored = parsed === undefined ? undefined : await read(parsed.id)
      if (!secretMatches(key, stored?.hash) || stored === undefined)
        return { type: 'refused', because: wrongKey }
      if (stored.revokedAt !== null) return { type: 'refused', because: revokedKey }
      await touch(stored.id)
      return { type: 'key', key: stored }
    },
  }
}
