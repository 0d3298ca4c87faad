import { createHash } from 'node:crypto'
import type { Kill, Position } from '@ripcord/model'
import { isDrill } from '@ripcord/model/plain'
import { parseKill, type SyncSeed } from '@ripcord/sync'
import { messageOf } from '../describe.js'
import type { Log } from '../log.js'
import { type CacheFolder, openFolder } from './folder.js'
import { KillSlot, readKillFiles } from './kill-files.js'
import { higherEpoch, type SeenEpoch } from './seen-epoch.js'
import { confirmState, readNewestState, type StoredState, writeState } from './state-files.js'

/** The last known good of one SDK key. Nothing here throws or rejects: a cache that fails is only missed. */
export interface DiskCache {
  /** What was there when the client was made. */
  readonly seed: SyncSeed
  readonly environment: string | null
  /** Wall-clock milliseconds at which a server last confirmed the state that was found; null where none was. */
  readonly confirmedAt: number | null
  /** Settles when the set is on disk, or can't be. Of calls that wait the last one is written. */
  storeKills(kills: readonly Kill[], highestEpoch: SeenEpoch | null): Promise<void>
  storeState(state: StoredState): Promise<void>
  /** The environment's id, once a snapshot has told it. */
  knowEnvironment(id: string): void
  /** The server knows now whom this client follows: those need not be named again after a restart. */
  stopFollowing(): void
  /** Tells others that this client lives, and, with a position, that a server confirms what is held there. */
  touch(confirmed: Position | null): Promise<void>
  /** Settles when nothing is being written any more. */
  close(): Promise<void>
}

const emptySeed: SyncSeed = { state: null, kills: [], highestEpoch: null, follows: [] }

/**
 * `dir: false` keeps nothing; so does a folder that can't be used, after a warning. Reads synchronously. `open`: simulations
 * bring folders of their own.
 */
export function openDiskCache(
  dir: string | false,
  sdkKey: string,
  bootId: string,
  log: Log,
  open: typeof openFolder = openFolder,
): DiskCache {
  if (dir === false) return noCache
  const key = keyName(sdkKey)
  try {
    return new FolderCache(open(dir, key), key, bootId, log)
  } catch (error) {
    log('warn', `nothing is kept on disk: ${messageOf(error)}`)
    return noCache
  }
}

/** Names a key's folder without telling the key: its id is no secret, and so is not its hash. */
function keyName(sdkKey: string): string {
  const id = /^rk_[a-z]+_([0-9a-f]+)_/.exec(sdkKey)?.[1] ?? sdkKey
  return createHash('sha256').update(`ripcord ${id}`).digest('hex').slice(0, 32)
}

const noCache: DiskCache = {
  seed: emptySeed,
  environment: null,
  confirmedAt: null,
  storeKills: () => Promise.resolve(),
  storeState: () => Promise.resolve(),
  knowEnvironment: () => undefined,
  stopFollowing: () => undefined,
  touch: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

/**
 * Kills of the state that stand in no kill file: they hold where a kill file is damaged or gone, since a kill is not to
 * end with the file that kept it. One that was lifted meanwhile is dropped by the next server's answer. Drills end by
 * themselves.
 */
function killsOf(state: StoredState): Kill[] {
  const kills = state.entities.filter(({ kind }) => kind === 'kill').map(({ value }) => parseKill(value))
  return kills.flatMap((kill) => ('ok' in kill && !isDrill(kill.ok) ? [kill.ok] : []))
}

function withoutEnvironment(state: StoredState): NonNullable<SyncSeed['state']> {
  const { position, hashes, unread, entities } = state
  return { position, hashes, unread, entities: [...entities] }
}

class FolderCache implements DiskCache {
  readonly seed: SyncSeed
  environment: string | null
  readonly confirmedAt: number | null
  readonly #folder: CacheFolder
  readonly #key: string
  readonly #log: Log
  readonly #slot: KillSlot
  /** Files of owners that are gone: to be removed when this client's own holds all that they held. */
  #free: string[]
  #follows: readonly string[]
  #held: { kills: readonly Kill[]; highestEpoch: SeenEpoch | null }
  #writing: Promise<void> | undefined
  #waiting: Promise<void> | undefined

  constructor(folder: CacheFolder, key: string, bootId: string, log: Log) {
    this.#folder = folder
    this.#key = key
    this.#log = log
    const refused = (because: string): void => log('warn', because)
    const state = readNewestState(folder, key, refused)
    const found = readKillFiles(folder, key, state?.state.environment ?? null, refused)
    this.confirmedAt = state?.confirmedAt ?? null
    this.environment = found.environment
    this.#free = found.free
    this.#follows = found.follows
    const kills = found.isWhole || state === undefined ? [] : killsOf(state.state)
    // The kill file knows as much, unless it is torn or gone.
    const highestEpoch = higherEpoch(found.highestEpoch, state?.highestEpoch ?? null)
    this.#held = { kills: [...kills, ...found.kills], highestEpoch }
    this.seed = {
      state: state === undefined ? null : withoutEnvironment(state.state),
      kills: [...this.#held.kills],
      highestEpoch,
      follows: found.follows,
    }
    this.#slot = new KillSlot(folder, key, bootId)
    void this.#writeSlot()
  }

  storeKills(kills: readonly Kill[], highestEpoch: SeenEpoch | null): Promise<void> {
    this.#held = { kills, highestEpoch }
    return this.#writeSlot()
  }

  async storeState(state: StoredState): Promise<void> {
    try {
      // No state on disk is of an epoch that the kill file does not know: a start could not show its proof.
      await (this.#waiting ?? this.#writing)
      await writeState(this.#folder, this.#key, state, this.#held.highestEpoch)
    } catch (error) {
      this.#log('warn', `the last known good was not written: ${messageOf(error)}`)
    }
  }

  knowEnvironment(id: string): void {
    if (this.environment === id) return
    this.environment = id
    void this.#writeSlot()
  }

  stopFollowing(): void {
    if (this.#follows.length === 0) return
    this.#follows = []
    void this.#writeSlot()
  }

  async touch(confirmed: Position | null): Promise<void> {
    await this.#slot.touch()
    if (confirmed !== null) await confirmState(this.#folder, confirmed).catch(() => undefined)
  }

  async close(): Promise<void> {
    await (this.#waiting ?? this.#writing)
    this.#slot.release(this.#held.kills.length > 0)
  }

  /** One write at a time, and at most one that waits: it takes what is held when its turn comes. */
  #writeSlot(): Promise<void> {
    if (this.#writing === undefined) {
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined
      })
      return this.#writing
    }
    this.#waiting ??= this.#writing.then(() => {
      this.#waiting = undefined
      return this.#writeSlot()
    })
    return this.#waiting
  }

  async #write(): Promise<void> {
    const free = this.#free
    this.#free = []
    try {
      await this.#slot.write({ ...this.#held, environment: this.environment, follows: this.#follows })
      for (const name of free) this.#folder.remove(name)
    } catch (error) {
      this.#free = free
      this.#log('warn', `the kills were not written to disk: ${messageOf(error)}`)
    }
  }
}
