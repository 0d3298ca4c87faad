import { randomBytes } from 'node:crypto'
import type { Kill } from '@ripcord/model'
import { createHandClock, type House, openHouse } from '../../server/src/changes/testing/house.js'
import { type Counts, createCounts } from '../../server/src/counts/index.js'
import { createGuard, type Guard, type GuardDeps } from '../../server/src/guard/index.js'
import { doorsOf } from '../../server/src/guard/testing/guarded-shop.js'
import { createIncidents, type Incidents, type IncidentsDeps } from '../../server/src/incidents/index.js'
import { createDrillEnder, type DrillEnder } from '../../server/src/kills/drill-ender.js'
import { createKeyRing } from '../../server/src/secrets/create-key-ring.js'
import type { KeyRing } from '../../server/src/secrets/key-ring.js'
import { carryOver } from '../../server/src/storage/sqlite/carry.js'
import { createSqliteStorage } from '../../server/src/storage/sqlite/open.js'
import { readReplaced } from '../../server/src/storage/sqlite/replaced.js'
import type { InstanceRecord, Storage } from '../../server/src/storage/storage.js'
import { Hub } from '../../server/src/stream/hub.js'
import { HeardLog } from '../../server/src/stream/testing/test-hub.js'
import { type Db, emptyDatabase, openBytes } from '../simulation/database.js'

/** On which database a server starts: its own, an older copy that was put in its place, or one that was restored. */
export type Start =
  | { type: 'same' }
  | { type: 'copied'; backup: Buffer }
  | { type: 'restored'; backup: Buffer }

interface Running {
  db: Db
  storage: Storage
  house: House
  hub: Hub
  drills: DrillEnder
  guard: Guard
  incidents: Incidents
  counts: Counts
}

const dayMs = 24 * 3_600_000

/** The real services and the real hub on the real storage in memory: a whole server but for sockets and timers. */
export class WorldServer {
  readonly clock = createHandClock()
  readonly log = new HeardLog()
  /** Told when it dies, so that connections break. */
  readonly onDeath = new Set<() => void>()
  #keyRing = createKeyRing(randomBytes(32), new Date(this.clock.now().getTime() - 30 * dayMs))
  #bytes: Buffer | undefined
  #running: Running | undefined

  get isUp(): boolean {
    return this.#running !== undefined
  }

  get hub(): Hub {
    return this.#up.hub
  }

  get house(): House {
    return this.#up.house
  }

  get counts(): Counts {
    return this.#up.counts
  }

  get guard(): Guard {
    return this.#up.guard
  }

  get incidents(): Incidents {
    return this.#up.incidents
  }

  get storage(): Storage {
    return this.#up.storage
  }

  get keyRing(): KeyRing {
    return this.#keyRing
  }

  /** The key file is gone: a new one is made at the next start. */
  loseKey(): void {
    this.#keyRing = createKeyRing(randomBytes(32), this.clock.now())
  }

  backup(): Buffer {
    return this.#up.db.serialize()
  }

  async start(how: Start = { type: 'same' }): Promise<void> {
    const { clock, log } = this
    const keyRing = this.#keyRing
    const replaced = this.#bytes ?? (await emptyDatabase())
    const db = openBytes(how.type === 'same' ? replaced : how.backup)
    const storage = await createSqliteStorage(db, { file: ':memory:', clock, mint: 'it starts' }, undefined)
    if (how.type === 'restored') await carry(storage, replaced, clock.now())
    const counts = createCounts({ store: storage.counts, clock, log, every: never })
    const usualTraffic: Counts['usualTraffic'] = (...given) => counts.usualTraffic(...given)
    const house = await openHouse({ clock, storage, keyRing, usualTraffic })
    const adoptKill = (environmentId: string, kill: Kill) => house.kills.adopt(environmentId, kill)
    const heard = (record: InstanceRecord) => this.#running?.incidents.heard(record)
    const hub = new Hub({ storage, keyRing, clock, log, adoptKill, heard })
    await hub.start()
    storage.changes.onCommit(() => void hub.read())
    const guard = createGuard({ storage, clock, log, version: 'test', ...around(hub, house) })
    await guard.start()
    const incidents = createIncidents({ storage, clock, log, ...whatIsKnown({ hub, guard, house, counts }) })
    await incidents.start()
    const drills = createDrillEnder({ kills: house.kills, clock })
    this.#running = { db, storage, house, hub, drills, guard, incidents, counts }
  }

  /** Dies at once: what is committed stays, nothing else. */
  async die(): Promise<void> {
    const { db, storage } = this.#up
    this.#running = undefined
    this.#bytes = db.serialize()
    await storage.close()
    for (const told of new Set(this.onDeath)) told()
  }

  /** What a server does each second. */
  async tick(): Promise<void> {
    await this.#running?.drills.tick()
    await this.#running?.hub.tick()
    await this.#running?.guard.tick()
    await this.#running?.incidents.tick()
  }

  get #up(): Running {
    if (this.#running === undefined) throw new Error('the server is not up')
    return this.#running
  }
}

const never = () => () => undefined

function around(hub: Hub, house: House): Omit<GuardDeps, 'storage' | 'clock' | 'log' | 'version'> {
  return {
    doors: doorsOf(house),
    instances: () => hub.records(),
    instanceOf: (environmentId, bootId) => hub.record(environmentId, bootId),
    every: never,
  }
}

type Known = Pick<Running, 'hub' | 'guard' | 'house' | 'counts'>

function whatIsKnown({ hub, guard, house, counts }: Known): Omit<IncidentsDeps, 'storage' | 'clock' | 'log'> {
  return {
    reach: (environmentId, killId) => hub.propagation(environmentId, killId),
    run: (...given) => guard.facts(...given),
    lastFailure: (...given) => guard.lastFailure(...given),
    lastBadTraffic: (...given) => counts.lastBadTraffic(...given),
    settleRecovery: (...given) => house.releases.settleRecovery(...given),
    every: never,
  }
}

async function carry(storage: Storage, bytes: Buffer, now: Date): Promise<void> {
  const before = openBytes(bytes)
  const replaced = readReplaced(before)
  before.close()
  await storage.epochs.mint('a backup was restored', replaced.epoch)
  await carryOver(storage, replaced, now)
}
