import type { Epoch, Revision } from '@ripcord/model'
import type { Ack, GoodbyeRequest, Hello, PollAnswer } from '@ripcord/sync'
import type { Clock } from '../../server/src/clock.js'
import { createKeyRing } from '../../server/src/secrets/create-key-ring.js'
import type { KeyRing } from '../../server/src/secrets/key-ring.js'
import { carryOver } from '../../server/src/storage/sqlite/carry.js'
import { createSqliteStorage } from '../../server/src/storage/sqlite/open.js'
import { readReplaced } from '../../server/src/storage/sqlite/replaced.js'
import type { Storage } from '../../server/src/storage/storage.js'
import { Hub } from '../../server/src/stream/hub.js'
import type { HubRules } from '../../server/src/stream/rules.js'
import { type StreamSession, silentLog } from '../../server/src/stream/session.js'
import type { Agenda } from './agenda.js'
import { type Db, environmentId, openBytes } from './database.js'
import { Operator } from './operator.js'
import { Random } from './random.js'
import { slowStorage } from './slow-storage.js'
import type { Noise } from './story.js'
import type { Truth } from './truth.js'
import { Violation } from './violation.js'
import type { World } from './world.js'

/** On which database a server starts; `bytes`: of the backup, where it is one. */
export interface Start {
  type: 'same' | 'rolledBack' | 'restored'
  bytes?: Buffer | undefined
}

/** The server's storage can't be read just now. */
export class Blind extends Error {}

interface Running {
  alive: boolean
  storage: Storage
  hub: Hub
  operator: Operator
  /** When each drill that stands was first seen by this server. */
  drills: Map<string, number>
  startedAt: number
}

/** So old that a server believes no epoch that is not proven, milliseconds. */
const ageOfFirstKey = 30 * 24 * 3_600_000
/** The time of a server begins here; its clock may be set meanwhile. */
const beginning = Date.UTC(2026, 0, 1)

/** The real hub on the real storage in memory, dying and starting again. */
export class SimServer implements Clock {
  readonly #agenda: Agenda
  readonly #noise: ReadonlySet<Noise>
  readonly #seed: number
  #random: Random
  #starts = 0
  readonly #truth: Truth
  readonly #failed: (error: unknown) => void
  readonly #rules: Partial<HubRules>
  #db: Db
  #keyRing: KeyRing
  #running: Running | undefined
  #clockOffset = 0
  readonly backups = new Map<number, Buffer>()
  /** Told when it dies, so that connections break. */
  readonly onDeath = new Set<() => void>()

  /** Processes by name that this log's list of instances has: their hellos were answered. */
  readonly listed = new Set<string>()
  /** The count of the newest word of each process that this server has heard since its start. */
  readonly heard = new Map<string, number>()
  /** Who has counted as safe, for which kill, in the present epoch. */
  readonly wasSafe = new Set<string>()
  #blindSince: number | undefined
  /** Whether wall-clock times before now and after can't be compared. */
  hasLeapt = false

  constructor(
    { agenda, truth, noise, seed }: Pick<World, 'agenda' | 'truth' | 'noise' | 'seed'>,
    bytes: Buffer,
    rules: Partial<HubRules>,
    failed: (error: unknown) => void,
  ) {
    this.#agenda = agenda
    this.#noise = noise
    this.#seed = seed
    this.#random = Random.of(seed, 'server')
    this.#truth = truth
    this.#db = openBytes(bytes)
    this.#failed = failed
    this.#rules = rules
    this.#keyRing = createKeyRing(this.#random.bytes(32), new Date(this.now().getTime() - ageOfFirstKey))
  }

  now(): Date {
    return new Date(beginning + this.#agenda.now + this.#clockOffset)
  }

  monotonic(): number {
    return this.#agenda.now
  }

  get isUp(): boolean {
    return this.#running !== undefined
  }

  get epoch(): Epoch | undefined {
    return this.#running?.hub.epoch
  }

  /** A word has arrived, perhaps after newer ones. */
  hears(host: string, count: number): void {
    this.heard.set(host, Math.max(count, this.heard.get(host) ?? 0))
  }

  breaks(promise: string): void {
    this.#failed(new Violation(promise))
  }

  hashesAt(epoch: Epoch, revision: Revision): string | undefined {
    return this.#truth.hashesAt(epoch, revision)
  }

  /** Its storage fails, while others go on writing to it. One that has just started goes on reading. */
  goBlind(): void {
    if (this.#running !== undefined && this.#agenda.now - this.#running.startedAt > 2_000)
      this.#blindSince ??= this.#agenda.now
  }

  seeAgain(): void {
    this.#blindSince = undefined
  }

  get blindForMs(): number {
    return this.#blindSince === undefined ? 0 : this.#agenda.now - this.#blindSince
  }

  get hub(): Hub | undefined {
    return this.#running?.hub
  }

  /** Somebody sets the clock, forwards or back. */
  setClock(offset: number): void {
    this.#clockOffset = offset
    this.hasLeapt = true
  }

  /** The key file is gone: a new one is made at the next start. */
  loseKey(): void {
    this.#keyRing = createKeyRing(this.#random.bytes(32), this.now())
  }

  backup(backup: number): void {
    if (this.#running !== undefined) this.backups.set(backup, this.#db.serialize())
  }

  async start({ type, bytes }: Start): Promise<void> {
    if (this.#running !== undefined) return
    this.#random = Random.of(this.#seed, 'server', ++this.#starts)
    this.heard.clear()
    if (type === 'rolledBack') this.listed.clear()
    this.#truth.begin()
    const before = this.#db
    if (bytes !== undefined) this.#db = openBytes(bytes)
    const raw = await this.#open(this.#db, 'the server started')
    if (type === 'restored') await this.#carry(raw, before)
    if (before !== this.#db) before.close()
    this.#truth.minted(await raw.epochs.current())
    await this.#truth.read(raw)
    this.#run(raw)
  }

  /** Dies at once: what is committed stays, nothing else. One that is told to stop says goodbye first. */
  die(saysGoodbye = false): void {
    const running = this.#running
    if (running === undefined) return
    if (saysGoodbye) running.hub.goodbye(() => this.#random.between(0, 5_000))
    this.#running = undefined
    this.seeAgain()
    running.alive = false
    for (const told of new Set(this.onDeath)) told()
  }

  /** Lets go of the database; nothing comes after it. */
  end(): void {
    this.die()
    this.#db.close()
  }

  /** Commits something, if the server is up. */
  operate(work: (operator: Operator) => Promise<unknown>): void {
    const running = this.#running
    if (running === undefined) return
    this.#catch(
      running,
      work(running.operator).then(() => this.#truth.read(running.storage)),
    )
  }

  connect(session: StreamSession): void {
    this.#running?.hub.connect(session)
  }

  poll(hello: Hello, ack: Ack): Promise<PollAnswer> | undefined {
    if (this.isUp) this.hears(hello.instance.host, ack.count)
    return this.#listing(hello, this.#running?.hub.poll(environmentId, hello, ack))
  }

  goodbye(goodbye: GoodbyeRequest): Promise<void> | undefined {
    return this.#running?.hub.polledGoodbye(environmentId, goodbye)
  }

  snapshot(hello: Hello, etag: string | null): ReturnType<Hub['snapshot']> | undefined {
    if (this.isUp) this.hears(hello.instance.host, hello.count)
    return this.#listing(hello, this.#running?.hub.snapshot(environmentId, { hello }, etag))
  }

  #listing<T>({ instance }: Hello, answer: Promise<T> | undefined): Promise<T> | undefined {
    return answer?.then((answered) => {
      this.listed.add(instance.host)
      return answered
    })
  }

  #open(db: Db, mint: string): Promise<Storage> {
    const { bytes } = this.#random
    const options = { file: ':memory:', clock: this, random: bytes, mint, every: never }
    return createSqliteStorage(db, options, undefined)
  }

  /** What a restore takes over from the database that it replaces. */
  async #carry(raw: Storage, before: Db): Promise<void> {
    const replaced = readReplaced(before)
    await raw.epochs.mint('a backup was restored', replaced.epoch)
    await carryOver(raw, replaced, this.now())
  }

  #run(raw: Storage): void {
    const life = { alive: true }
    const storage = this.#witnessed(
      raw,
      slowStorage(raw, () => this.#wait(life)),
    )
    const operator = new Operator(raw, this.#keyRing)
    const adoptKill = async (_environment: string, kill: Parameters<Operator['adopt']>[0]) => {
      await this.#wait(life)
      const adopted = await operator.adopt(kill)
      await this.#truth.read(raw)
      return adopted
    }
    const hub = new Hub({
      storage,
      keyRing: this.#keyRing,
      clock: this,
      log: silentLog,
      adoptKill,
      rules: this.#rules,
    })
    const running: Running = Object.assign(life, {
      storage: raw,
      hub,
      operator,
      drills: new Map<string, number>(),
      startedAt: this.#agenda.now,
    })
    this.#running = running
    raw.changes.onCommit(() => this.#catch(running, hub.read()))
    this.#catch(running, hub.start())
    this.#tickLater(running)
  }

  /** Epochs that are minted while the server runs are told to the truth at once. */
  #witnessed(raw: Storage, storage: Storage): Storage {
    const mint: Storage['epochs']['mint'] = async (because, above) => {
      const epoch = await raw.epochs.mint(because, above)
      this.#truth.minted(epoch)
      return epoch
    }
    return { ...storage, epochs: { ...storage.epochs, mint } }
  }

  #tickLater(running: Running): void {
    this.#agenda.after(1_000, () => {
      if (!running.alive) return
      this.#endDrills(running)
      this.#catch(running, running.hub.tick())
      this.#tickLater(running)
    })
  }

  /** As the server does: by its monotonic clock, from its own start at the latest. */
  #endDrills({ drills }: Running): void {
    for (const { killId, endsAfterMs } of this.#truth.standing.values()) {
      if (endsAfterMs === undefined) continue
      const since = drills.get(killId) ?? this.#agenda.now
      drills.set(killId, since)
      if (this.#agenda.now >= since + endsAfterMs) this.operate((operator) => operator.restore(killId))
    }
  }

  async #wait(life: { alive: boolean }): Promise<void> {
    const ms = this.#random.chance(0.15) ? this.#random.between(1, 60) : 0
    if (ms > 0 && this.#noise.has('slowStorage')) await this.#agenda.pause(ms)
    if (!life.alive) await new Promise(() => undefined)
    if (this.#blindSince !== undefined) throw new Blind()
  }

  #catch(running: Running, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (running.alive && !(error instanceof Blind)) this.#failed(error)
    })
  }
}

/** Hours of work that is done now and then do not pass here; a real timer would keep the database for ever. */
function never(): () => void {
  return () => undefined
}
