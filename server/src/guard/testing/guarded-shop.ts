import { releaseFileSchema } from '@ripcord/model'
import type { ArmOutcomes, ReleaseOutcomes, Report } from '@ripcord/sync'
import Sqlite from 'better-sqlite3'
import {
  by,
  createFlag,
  createHandClock,
  type HandClock,
  type House,
  openHouse,
} from '../../changes/testing/house.js'
import { migrate } from '../../storage/sqlite/migrations/migrate.js'
import { createSqliteStorage } from '../../storage/sqlite/open.js'
import type { InstanceRecord, Storage } from '../../storage/storage.js'
import { createGuard, type Guard, type GuardDeps, type GuardDoors } from '../index.js'

export const project = 'shop'
export const environment = 'production'
export const release = 'checkout-1'
const never = () => () => undefined

// A process goes on counting its reports when the server starts again.
let sequence = 0

/** Half of all subjects for five healthy seconds, then everybody for as long. */
const twoStages = {
  stages: [
    { share: 0.5, bakeTime: '5s', minSamples: 20 },
    { share: 1, bakeTime: '5s', minSamples: 20 },
  ],
}

export interface ShopParts {
  /** Bytes of a database that a server has left; a new one where left out. */
  bytes?: Buffer
  clock?: HandClock
  /** Beside the real ones. */
  doors?: Partial<GuardDoors>
  /** What stands between guard and storage. */
  storage?: (real: Storage) => Storage
  /** What is said of a release from outside. */
  outside?: GuardDeps['outside']
}

interface Inside {
  clock: HandClock
  house: House
  guard: Guard
  environmentId: string
  logged: string[]
  instances: InstanceRecord[]
  db: InstanceType<typeof Sqlite>
}

/** The guard with the real services on a real database, the processes of services and time in the test's hands. */
export class GuardedShop {
  readonly #inside: Inside

  private constructor(inside: Inside) {
    this.#inside = inside
  }

  /** A shop whose flags `a` and `b` serve `off` by default, and whose guard has started. */
  static async open(parts: ShopParts = {}): Promise<GuardedShop> {
    const { bytes, clock = createHandClock(), doors, outside } = parts
    const { storage: wrap = (real: Storage) => real } = parts
    const db = new Sqlite(bytes ?? ':memory:')
    migrate(db)
    const options = { file: ':memory:', clock, mint: 'it starts', every: never }
    const storage = await createSqliteStorage(db, options, undefined)
    const house = await openHouse({ clock, storage, isFailing: (...given) => guard.isFailing(...given) })
    if (bytes === undefined) await furnish(house)
    const environmentId = await house.environments.idOf(project, environment)
    const logged: string[] = []
    const note = (level: string) => (_fields: object, message: string) =>
      void logged.push(`${level}: ${message}`)
    const instances: InstanceRecord[] = []
    const guard: Guard = createGuard({
      storage: wrap(storage),
      clock,
      version: 'test',
      log: { info: note('info'), warn: note('warn'), error: note('error') },
      doors: { ...doorsOf(house), ...doors },
      instances: () => [[environmentId, instances]],
      instanceOf: (_id, bootId) => instances.find(({ bootHash }) => bootHash === bootId),
      outside,
      every: never,
    })
    await guard.start()
    return new GuardedShop({ clock, house, guard, environmentId, logged, instances, db })
  }

  get house(): House {
    return this.#inside.house
  }

  get guard(): Guard {
    return this.#inside.guard
  }

  get clock(): HandClock {
    return this.#inside.clock
  }

  get environmentId(): string {
    return this.#inside.environmentId
  }

  /** Level and message of each line. */
  get logged(): readonly string[] {
    return this.#inside.logged
  }

  /** Connects processes of a service; each has a host of its own name. */
  connect(...names: string[]): void {
    const { instances, environmentId } = this.#inside
    const at = this.clock.now().toISOString()
    for (const name of names) instances.push(instanceOf(name, at, { environmentId }))
  }

  /** The link of a process breaks, without a word. */
  lose(name: string): void {
    this.#change(name, { connectedSince: null, lostAt: this.clock.now().toISOString() })
  }

  /** A process says goodbye. */
  leave(name: string): void {
    this.#change(name, { connectedSince: null, goodbyeAt: this.clock.now().toISOString() })
  }

  /** A process dies, and another one comes on its host: its name. */
  replace(name: string): string {
    const host = this.#inside.instances.find(({ bootHash }) => bootHash === name)?.host ?? ''
    const successor = `${name}-again`
    this.lose(name)
    this.connect(successor)
    this.#change(successor, { host })
    return successor
  }

  #change(name: string, change: Partial<InstanceRecord>): void {
    const { instances } = this.#inside
    const at = instances.findIndex(({ bootHash }) => bootHash === name)
    const before = instances[at]
    if (before !== undefined) instances[at] = { ...before, ...change }
  }

  /** Applies a release of `a` and `b`, and starts it. */
  async start(more: object = twoStages): Promise<void> {
    const file = releaseFileSchema.parse({
      release,
      services: [{ name: 'checkout' }],
      flags: ['a', 'b'].map((key) => ({ key, outgoing: 'on' })),
      ...more,
    })
    await this.house.releases.apply(project, environment, release, file, by)
    await this.house.releases.start(project, environment, release, {}, by)
    await this.guard.tick()
  }

  read() {
    return this.house.releases.read(project, environment, release)
  }

  /** What an instance counted within a second; a report of its own. */
  report(instance: string, outcomes: Partial<ReleaseOutcomes> = {}, more: Partial<Report> = {}): void {
    this.guard.take(this.environmentId, {
      bootId: instance,
      sequence: (sequence += 1),
      service: 'checkout',
      evaluations: [],
      dropped: 0,
      outcomes: [outcomesOf(outcomes)],
      ...more,
    })
  }

  async seconds(count = 1): Promise<void> {
    for (let left = count; left > 0; left--) {
      this.clock.advance(1_000)
      await this.guard.tick()
    }
  }

  /** The process is gone at once; what is committed stays. */
  die(): Buffer {
    return this.#inside.db.serialize()
  }

  async kills() {
    const page = { limit: 100 }
    return (await this.house.kills.list(project, environment, { state: 'all' }, page)).items
  }

  view() {
    return this.guard.view(this.environmentId, release)
  }
}

async function furnish(house: House): Promise<void> {
  await house.projects.create({ key: project, name: 'Shop' }, by)
  for (const key of ['a', 'b'])
    await createFlag(house, key, { environments: { [environment]: { enabled: true } } })
}

export function doorsOf(house: House): GuardDoors {
  return {
    ...house.releases,
    kill: (projectKey, environmentKey, { release: key, episode, decision }, command) =>
      house.kills.kill(
        projectKey,
        environmentKey,
        { target: { type: 'release', release: key }, episode, decision, cause: 'guard' },
        command,
      ),
  }
}

/** An arm in which each of `erring` subjects failed once. */
export function arm(requests: number, erring: readonly number[] = []): ArmOutcomes {
  return {
    requests,
    errors: erring.length,
    slow: 0,
    erring: [...erring],
    slowed: [],
    seen: erring.slice(0, 3),
    latency: [],
    kinds: [],
  }
}

/** Ten healthy requests in each arm of the first stage, but for what is said otherwise. */
export function outcomesOf(parts: Partial<ReleaseOutcomes>): ReleaseOutcomes {
  return {
    release,
    generation: 1,
    stage: 0,
    treatment: arm(10),
    control: arm(10),
    unassigned: 0,
    subjectsLost: 0,
    ...parts,
  }
}

export function instanceOf(name: string, at: string, more: Partial<InstanceRecord> = {}): InstanceRecord {
  return {
    environmentId: 'env-production',
    bootHash: name,
    service: 'checkout',
    version: '1',
    host: `host-of-${name}`,
    zone: null,
    sdk: 'test 1',
    connectedSince: at,
    lastSeenAt: at,
    lostAt: null,
    goodbyeAt: null,
    count: 1,
    epoch: '',
    applied: 0,
    kills: [],
    notServing: [],
    struck: false,
    ...more,
  }
}
