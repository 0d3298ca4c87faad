import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Kill } from '@ripcord/model'
import { limits } from '@ripcord/model/plain'
import { parseKill } from '@ripcord/sync'
import { isRecord } from '../json.js'
import { openEnvelope, sealEnvelope } from './envelope.js'
import type { CacheFolder } from './folder.js'
import { isGone, isOwner, livingBoots, type Owner, thisOwner } from './owner.js'
import { isSeenEpoch, type SeenEpoch } from './seen-epoch.js'

/** What the kill files of all clients that share a folder say, together. */
export interface FoundKills {
  kills: Kill[]
  /** Whether that is what the files held: each of them could be read, and there was one. */
  isWhole: boolean
  highestEpoch: SeenEpoch | null
  /** Boot ids of those that are gone, and of those that they followed themselves. */
  follows: string[]
  environment: string | null
  /** Names of the files that have no owner any more. */
  free: string[]
}

interface KillFile {
  environment: string | null
  bootId: string
  follows: string[]
  owner: Owner
  kills: Kill[]
  highestEpoch: SeenEpoch | null
}

const kind = 'kills'
const namePattern = /^kills-[0-9a-f]{16}$/
const maxBytes = 32 * 1024 * 1024
const filesRead = 1_024

/**
 * Reads the kill files of everybody. `environment`: what the cached state belongs to, where there is one; files of
 * another environment are refused. Never throws.
 */
export function readKillFiles(
  folder: CacheFolder,
  key: string,
  environment: string | null,
  onRefused: (because: string) => void,
): FoundKills {
  const found: FoundKills = {
    kills: [],
    isWhole: false,
    highestEpoch: null,
    follows: [],
    environment,
    free: [],
  }
  let refused = 0
  const kills = new Map<string, Kill>()
  for (const name of folder
    .names()
    .filter((name) => namePattern.test(name))
    .slice(0, filesRead)) {
    const file = folder.read(name, maxBytes)
    if (file.type === 'absent') continue
    const content = file.type === 'read' ? readKillFile(file.bytes, key, found.environment) : file.because
    if (file.type === 'refused' || typeof content === 'string') {
      onRefused(`${join(folder.path, name)} is not used: ${typeof content === 'string' ? content : ''}`)
      folder.setAside(name)
      refused += 1
      continue
    }
    found.isWhole = true
    found.environment ??= content.environment
    for (const kill of content.kills) kills.set(kill.killId, kill)
    if (content.highestEpoch !== null && content.highestEpoch.epoch > (found.highestEpoch?.epoch ?? ''))
      found.highestEpoch = content.highestEpoch
    if (isGone(content.owner, content.bootId, Date.now() - file.modifiedAt)) {
      found.free.push(name)
      found.follows.push(content.bootId, ...content.follows)
    }
  }
  found.kills = [...kills.values()]
  found.isWhole &&= refused === 0
  found.follows = [...new Set(found.follows)].slice(0, limits.bootsFollowed)
  return found
}

/** A client's own slot: the file in which its kills outlive it. */
export class KillSlot {
  readonly #folder: CacheFolder
  readonly #key: string
  readonly #bootId: string
  readonly #name = `kills-${randomBytes(8).toString('hex')}`

  constructor(folder: CacheFolder, key: string, bootId: string) {
    this.#folder = folder
    this.#key = key
    this.#bootId = bootId
    livingBoots().add(bootId)
  }

  /** On disk when it settles; rejects with what the file system said. */
  write(content: {
    environment: string | null
    follows: readonly string[]
    kills: readonly Kill[]
    highestEpoch: SeenEpoch | null
  }): Promise<void> {
    const { environment, ...rest } = content
    const bytes = sealEnvelope({
      kind,
      key: this.#key,
      environment,
      about: {},
      content: { ...rest, bootId: this.#bootId, owner: thisOwner() },
    })
    return this.#folder.replace(bytes, () => this.#name)
  }

  /** Tells those who can't ask that this client lives. */
  async touch(): Promise<void> {
    await this.#folder.touch(this.#name).catch(() => undefined)
  }

  /** Frees the slot; the file stays for the next start where it holds kills. */
  release(holdsKills: boolean): void {
    livingBoots().delete(this.#bootId)
    if (!holdsKills) this.#folder.remove(this.#name)
  }
}

function readKillFile(bytes: Buffer, key: string, environment: string | null): KillFile | string {
  const envelope = openEnvelope(bytes, kind, key)
  if (typeof envelope === 'string') return envelope
  if (environment !== null && envelope.environment !== null && envelope.environment !== environment)
    return 'it belongs to another environment'
  const { content } = envelope
  if (!isRecord(content)) return 'it holds no kills'
  const { bootId, follows, owner, kills, highestEpoch } = content
  if (typeof bootId !== 'string' || !isOwner(owner) || !isTexts(follows)) return 'it names no owner'
  if (!Array.isArray(kills) || !kills.every((kill) => 'ok' in parseKill(kill))) return 'it holds no kills'
  if (highestEpoch !== null && !isSeenEpoch(highestEpoch)) return 'its highest epoch is none'
  return { environment: envelope.environment, bootId, follows, owner, kills: kills as Kill[], highestEpoch }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string')
}
