import type { SyncRules } from '@ripcord/sync'
import type { HubRules } from '../../server/src/stream/rules.js'
import { Agenda } from './agenda.js'
import { SimClient } from './client.js'
import { emptyDatabase } from './database.js'
import type { Disk } from './disk.js'
import { perform } from './perform.js'
import { Random } from './random.js'
import { Relay } from './relay.js'
import { sentenceOf } from './sentence.js'
import { Blind, SimServer } from './server.js'
import type { Noise, Step, Story } from './story.js'
import type { Link, Surroundings } from './surroundings.js'
import { Truth } from './truth.js'
import { checkCounts, Watch, whyNotCounted, whyNotThere } from './validators.js'
import { Violation } from './violation.js'

export interface Options {
  rules?: Partial<SyncRules>
  hubRules?: Partial<HubRules>
  /** Told what happens, line by line. */
  trace?: (line: string) => void
}

/** Nobody may take longer than this to be where the log is, once nothing goes wrong any more. */
const quietMs = 6 * 60_000
const checkEveryMs = 2_000

/** One story from its first step to its end. Throws a `Violation` where a promise is broken. */
export async function simulate(story: Story, options: Options = {}): Promise<void> {
  await othersHadTheirTurn()
  const world = new World(story, await emptyDatabase(), options)
  try {
    await world.run()
  } finally {
    world.end()
  }
}

/** Where processes run one after the other, all with the same way to the server and the same disk. */
interface Place {
  name: string
  mode: 'stream' | 'polling'
  pollIntervalMs: number
  link: Link
  disk: Disk | null
  lives: number
  client: SimClient | undefined
}

/** Everything in one simulation: server, clients, what is true, what goes wrong. */
export class World {
  readonly agenda = new Agenda()
  readonly truth = new Truth()
  readonly noise: ReadonlySet<Noise>
  readonly seed: number
  readonly server: SimServer
  readonly clients: SimClient[] = []
  readonly #places = new Map<number, Place>()
  readonly #person: Random
  readonly #at: Surroundings
  readonly #story: Story
  readonly #options: Options
  /** What makes good what is still wrong. */
  readonly #undone = new Set<() => void>()
  #failure: unknown

  constructor(story: Story, bytes: Buffer, options: Options) {
    this.#story = story
    this.#options = options
    this.seed = story.seed
    this.noise = new Set(story.noise)
    this.#person = Random.of(story.seed, 'person')
    this.server = new SimServer(this, bytes, options.hubRules ?? {}, (error) => this.fail(error))
    const watch = new Watch(this.truth)
    this.#at = {
      agenda: this.agenda,
      noise: this.noise,
      server: this.server,
      relay: new Relay(Random.of(story.seed, 'relay'), this.noise.has('lazyRelay')),
      look: (client) => this.#guarded(() => watch.look(client)),
      breaks: ({ name }, what) => this.fail(new Violation(`${name} ${what}`)),
    }
  }

  fail(error: unknown): void {
    this.#failure ??= error
  }

  clientAt(place: number): SimClient | undefined {
    const client = this.#places.get(place)?.client
    return client?.isAlive === true ? client : undefined
  }

  addPlace(start: Step & { type: 'start' }, disk: Disk | null): void {
    const { client, mode, pollIntervalMs, latencyMs, slowMs } = start
    const link = { latencyMs, slowMs, isBlack: false }
    const name = `client-${client}`
    this.#places.set(client, { name, mode, pollIntervalMs, link, disk, lives: 0, client: undefined })
    this.#startAt(client)
  }

  /** The process of a place dies, and another one takes it. */
  restart(place: number, keepsDisk: boolean, afterMs: number): void {
    const there = this.#places.get(place)
    if (there === undefined) return
    there.client?.die()
    if (!keepsDisk) there.disk = null
    this.agenda.after(afterMs, () => this.#startAt(place))
  }

  /** What is wrong until then, or until nothing goes wrong any more. */
  undoAfter(ms: number, undo: () => void): void {
    this.#undone.add(undo)
    this.agenda.after(ms, () => {
      if (this.#undone.delete(undo)) undo()
    })
  }

  async run(): Promise<void> {
    const { steps, troubleMs } = this.#story
    await this.server.start({ type: 'same' })
    for (const step of steps)
      this.agenda.after(step.at, () => {
        this.#trace(() => sentenceOf(step))
        perform(this, step)
      })
    await this.#until(troubleMs)
    this.#makeGood()
    const end = this.agenda.now + quietMs
    while (this.agenda.now < end) {
      await this.#until(this.agenda.now + 5_000)
      this.#settleWaiting()
      if ((await this.#whyNot()) === undefined) break
    }
    const why = await this.#whyNot()
    if (why !== undefined) throw new Violation(`after ${quietMs / 1_000} s of quiet ${why}`)
  }

  end(): void {
    this.server.end()
    for (const client of this.clients) client.die()
  }

  #startAt(place: number): void {
    const there = this.#places.get(place)
    if (there === undefined || there.client?.isAlive === true) return
    there.lives++
    const name = there.lives === 1 ? there.name : `${there.name}-${there.lives}`
    const random = Random.of(this.seed, name)
    there.client = new SimClient(this.#at, { ...there, name, random, rules: this.#options.rules ?? {} })
    this.clients.push(there.client)
  }

  #makeGood(): void {
    this.#trace(() => 'quiet')
    for (const undo of this.#undone) undo()
    this.#undone.clear()
    this.#at.relay.isLazy = false
  }

  /** A person looks through the kills that wait. */
  #settleWaiting(): void {
    this.server.operate(async (operator) => {
      for (const killId of await operator.settleWaiting(() => this.#person.chance(0.5)))
        this.truth.over.add(killId)
    })
  }

  async #until(end: number): Promise<void> {
    let nextCheck = this.agenda.now + checkEveryMs
    while (this.agenda.step(end)) {
      await settled()
      for (const client of this.clients) client.look()
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
    const living = this.clients.filter((client) => client.isAlive)
    for (const client of living) {
      const why = whyNotThere(client, this.server, this.truth)
      if (why !== undefined) return `${client.name} ${why}`
    }
    return whyNotCounted(this.server, living, this.truth)
  }

  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.fail(error)
    }
  }

  #trace(line: () => string): void {
    this.#options.trace?.(`${(this.agenda.now / 1_000).toFixed(3)} ${line()}`)
  }
}

/** All that promises lead to has happened: a tick's turn comes when none of them has anything left to do. */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve))
}

/** Ticks leave no room for anything else of this process. */
function othersHadTheirTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
