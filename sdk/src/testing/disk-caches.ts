import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { emptyStateHash } from '@ripcord/model/plain'
import { openDiskCache } from '../disk/disk-cache.js'
import type { StoredState } from '../disk/state-files.js'
import { epochOf, flag } from './samples.js'

export const sdkKey = 'rk_srv_0123456789abcdef_secret'

let boots = 0

/** A client's cache, and what it has logged. */
export function openCache(dir: string, key = sdkKey) {
  const lines: string[] = []
  boots += 1
  const cache = openDiskCache(
    dir,
    key,
    `boot-id-of-client-${boots}`,
    (level, message) => void lines.push(`${level}: ${message}`),
  )
  return { cache, lines }
}

export function stateAt(revision: number, environment = 'env-1', epoch = epochOf(1)): StoredState {
  return {
    environment,
    position: { epoch, revision },
    hashes: { kills: emptyStateHash, flags: emptyStateHash },
    unread: null,
    entities: [flag(`flag-${revision}`)],
  }
}

/** The one folder of a key within the cache's folder. */
export function keyFolder(dir: string): string {
  const [name = ''] = readdirSync(dir)
  return join(dir, name)
}

export function namesIn(dir: string): string[] {
  return readdirSync(keyFolder(dir)).sort()
}

export const corrupt = (dir: string): string[] => namesIn(dir).filter((name) => name.endsWith('.corrupt'))
