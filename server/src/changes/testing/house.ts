import type { Actor } from '@ripcord/model'
import type { Clock } from '../../clock.js'
import { createEnvironmentsService } from '../../environments/create-environments-service.js'
import { createFlagsService } from '../../flags/create-flags-service.js'
import { createKillsService } from '../../kills/create-kills-service.js'
import { createProjectsService } from '../../projects/create-projects-service.js'
import { createReleasesService } from '../../releases/create-releases-service.js'
import type { Surroundings } from '../../releases/releases-service.js'
import type { KeyRing } from '../../secrets/key-ring.js'
import { createSegmentsService } from '../../segments/create-segments-service.js'
import { openSqliteStorage } from '../../storage/sqlite/open.js'
import type { Storage } from '../../storage/storage.js'
import type { Command } from '../command.js'
import { createCommitChange } from '../commit-change.js'
import { createHistoryService } from '../create-history-service.js'
import { createProjectIndexes } from '../project-indexes.js'

export const ada: Actor = { type: 'person', id: 'ada', name: 'Ada' }
export const by: Command = { actor: ada, reason: 'for the test' }

/** A clock that a test moves by hand. */
export interface HandClock extends Clock {
  /** Time passes, by the wall and by the monotonic clock alike. */
  advance(ms: number): void
  /** Somebody sets the wall clock, to epoch milliseconds; no time passes. */
  setWall(at: number): void
}

export function createHandClock(start = Date.UTC(2026, 0, 1)): HandClock {
  let elapsed = 0
  let origin = start
  return {
    now: () => new Date(origin + elapsed),
    monotonic: () => elapsed,
    advance(ms) {
      elapsed += ms
    },
    setWall(at) {
      origin = at - elapsed
    },
  }
}

/** What a house may be given instead of its own. */
export interface HouseParts {
  clock: HandClock
  storage: Storage
  keyRing: Pick<KeyRing, 'killMac'>
  usualTraffic: Surroundings['usualTraffic']
  /** Whether the new variant of a release is said to fail. */
  isFailing: (environmentId: string, release: string) => Promise<boolean>
}

/** All services on a database in memory, put together as `app.ts` does it. */
export async function openHouse(given: Partial<HouseParts> = {}) {
  const clock = given.clock ?? createHandClock()
  const storage = given.storage ?? (await openSqliteStorage({ file: ':memory:', clock, mint: 'start' }))
  const indexes = createProjectIndexes(storage)
  const commitChange = createCommitChange({ storage, indexes })
  let ids = 0
  const newId = () => `id-${++ids}`
  const keyRing = given.keyRing ?? {
    killMac: (environmentId: string, { killId }: { killId: string }) => `${environmentId}/${killId}`,
  }
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  const surroundings = { ...nobodyAround, ...(given.usualTraffic && { usualTraffic: given.usualTraffic }) }
  const shared = { storage, clock, commitChange, indexes, keyRing, newId, warn }
  return {
    ...shared,
    warnings,
    projects: createProjectsService(shared),
    environments: createEnvironmentsService(shared),
    flags: createFlagsService(shared),
    segments: createSegmentsService(shared),
    kills: createKillsService({ ...shared, isFailing: given.isFailing ?? (async () => false) }),
    releases: createReleasesService({ ...shared, surroundings }),
    history: createHistoryService(shared),
  }
}

/** No process is connected, and every check is well. */
const nobodyAround: Surroundings = {
  instances: async () => [],
  evaluates: () => false,
  turnOff: async () => [],
  toldOfKills: async () => [],
  checkProblems: async () => [],
  askChecks: async (checks) => checks.map((check) => ({ check, says: 'good', because: 'asked in a test' })),
  lastRun: async () => undefined,
  usualTraffic: () => undefined,
}

export type House = Awaited<ReturnType<typeof openHouse>>

/** A house with the project `shop` (production, staging) and some boolean flags in it. */
export async function openShop(...flags: string[]): Promise<House> {
  const house = await openHouse()
  await house.projects.create({ key: 'shop', name: 'Shop' }, by)
  for (const key of flags) await createFlag(house, key)
  return house
}

export function createFlag(house: House, key: string, more: object = {}) {
  const variants = { on: true, off: false }
  return house.flags.create('shop', { key, name: key, type: 'boolean', variants, ...more }, by)
}
