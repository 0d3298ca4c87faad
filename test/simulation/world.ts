import type { SyncRules } from '@ripcord/sync'
import type { HubRules } from '../../server/src/stream/rules.js'
import { Agenda } from './agenda.js'
import { SimClient, type Surroundings } from './client.js'
import { emptyDatabase } from './database.js'
import type { Disk } from './disk.js'
import { Faults, type Weights } from './faults.js'
import { Random } from './random.js'
import { Relay } from './requests.js'
import { Blind, SimServer } from './server.js'
import { Truth } from './truth.js'
import { checkCounts, Watch, whyNotCounted, whyNotThere } from './validators.js'
import { Violation } from './violation.js'

export interface Options {
  rules?: Partial<SyncRules>
  hubRules?: Partial<HubRules>
  weights?: Weights
  /** Told what happens, line by line. */
  trace?: (line: string) => void
}

const troubleMs = 90_000
/** Nobody may take longer than this to be where the log is, once nothing goes wrong any more. */
const quietMs = 6 * 60_000
const checkEveryMs = 2_000

/** One seed from its first fault to its end. Throws a `Violation` where a promise is broken. */
export async function simulate(seed: number, options: Options = {}): Promise<void> {
  const world = new World(seed, await emptyDatabase(), options)
  await world.run()
}

/** Everything in one simulation: server, clients, what is true, what goes wrong. */
export class World {
  readonly agenda = new Agenda()
  readonly random: Random
  readonly truth = new Truth()
  readonly server: SimServer
  readonly relay: Relay
  readonly clients: SimClient[] = []
  readonly #watch = new Watch(this.truth)
  readonly #options: Options
  readonly #faults: Faults
  #names = 0
  #failure: unknown

  constructor(seed: number, bytes: Buffer, options: Options) {
    this.random = new Random(seed)
    this.#options = options
    this.server = new SimServer(this, bytes, options.hubRules ?? {}, (error) => this.fail(error))
    this.relay = new Relay(this.random)
    this.#faults = new Faults(this, options.weights ?? {})
  }

  get living(): SimClient[] {
    return this.clients.filter((client) => client.isAlive)
  }

  trace(line: () => string): void {
    this.#options.trace?.(`${(this.agenda.now / 1_000).toFixed(3)} ${line()}`)
  }

  fail(error: unknown): void {
    this.#failure ??= error
  }

  /** A new process, on a disk of its own, on that of one that is gone, or on none. */
  addClient(disk: Disk | null, slowMs?: number): void {
    const { random } = this
    const isPolling = slowMs === undefined && random.chance(0.25)
    const name = `client-${this.#names++}`
    const who = {
      name,
      bootId: `boot-id-of-${name.padStart(12, '0')}`,
      disk: disk ?? this.#faults.newDisk(),
      keepsDisk: disk !== null,
      link: {
        latencyMs: random.between(1, 80),
        slowMs: slowMs ?? (random.chance(0.15) ? random.between(100, 1_500) : 0),
        isBlack: false,
      },
    }
    const config = {
      mode: isPolling ? ('polling' as const) : ('stream' as const),
      pollIntervalMs: random.between(2, 10) * 1_000,
      ...(this.#options.rules === undefined ? {} : { rules: this.#options.rules }),
    }
    this.trace(
      () =>
        `${name} starts (${config.mode}, ${disk === null ? 'no disk' : `follows ${who.disk.bootIds.length}`})`,
    )
    const at: Surroundings = {
      agenda: this.agenda,
      random,
      server: this.server,
      relay: this.relay,
      look: (client, before) => this.#guarded(() => this.#watch.look(client, before)),
      lateAnswer: ({ name }) => this.fail(new Violation(`${name} heeds an answer from before its stream`)),
    }
    this.clients.push(new SimClient(at, who, config))
  }

  async run(): Promise<void> {
    await this.server.start({ type: 'same' })
    for (let count = this.random.between(2, 5); count > 0; count--) this.addClient(this.#faults.newDisk())
    this.#faults.begin()
    await this.#until(troubleMs)
    this.#faults.end()
    const end = this.agenda.now + quietMs
    while (this.agenda.now < end) {
      await this.#until(this.agenda.now + 5_000)
      this.#faults.settleWaiting()
      if ((await this.#whyNot()) === undefined) break
    }
    const why = await this.#whyNot()
    if (why !== undefined) throw new Violation(`after ${quietMs / 1_000} s of quiet ${why}`)
    this.server.die()
  }

  async #until(end: number): Promise<void> {
    let nextCheck = this.agenda.now + checkEveryMs
    while (this.agenda.step(end)) {
      await settled()
      if (this.agenda.now >= nextCheck) {
        nextCheck = this.agenda.now + checkEveryMs
        this.#checkCounts()
        await settled()
      }
      if (this.#failure !== undefined) throw this.#failure
    }
  }

  #checkCounts(): void {
    checkCounts(this.server, this.clients, this.truth).catch((error: unknown) => {
      if (!(error instanceof Blind)) this.fail(error)
    })
  }

  async #whyNot(): Promise<string | undefined> {
    if (!this.server.isUp) return 'the server is down'
    for (const client of this.living) {
      const why = whyNotThere(client, this.server, this.truth)
      if (why !== undefined) return `${client.name} ${why}`
    }
    return whyNotCounted(this.server, this.living, this.truth)
  }

  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.fail(error)
    }
  }
}

/** All that promises lead to has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
