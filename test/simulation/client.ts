import type { Kill, SentEntity } from '@ripcord/model'
import {
  type ClientMessage,
  createSyncMachine,
  type SyncConfig,
  type SyncEffect,
  type SyncInput,
  type SyncMachine,
  type SyncView,
} from '@ripcord/sync'
import type { Agenda } from './agenda.js'
import { Connection, type Link } from './connection.js'
import type { Disk } from './disk.js'
import type { Random } from './random.js'
import { type Relay, request } from './requests.js'
import type { SimServer } from './server.js'

export interface Surroundings {
  agenda: Agenda
  random: Random
  server: SimServer
  relay: Relay
  /** Called whenever the client has carried something out. */
  look: (client: SimClient, before: ReadonlyMap<string, Kill>) => void
  /** Called where an answer to a request from before the present stream has changed something. */
  lateAnswer: (client: SimClient) => void
}

/** One process with the real client machine in it: its store, its slot on disk, its way to the server. */
export class SimClient {
  readonly name: string
  readonly bootId: string
  readonly disk: Disk
  readonly keepsDisk: boolean
  readonly link: Link
  readonly store = new Map<string, SentEntity>()
  kills: ReadonlyMap<string, Kill> = new Map()
  /** How often it has applied something. */
  applied = 0
  /** What it has acknowledged and not taken back. */
  readonly claimed = new Set<string>()
  /** Its words by their count: what it had acknowledged by then. */
  readonly said = new Map<number, { claimed: ReadonlySet<string>; notServing: readonly string[] }>()
  highest = ''
  isAlive = true
  notServing: string[] = []
  readonly mode: SyncConfig['mode']
  readonly #at: Surroundings
  readonly #machine: SyncMachine
  #connection: Connection | undefined
  #opening = 0
  /** Streams that opened. */
  #streams = 0
  #frozenUntil = 0
  readonly #inbox: SyncInput[] = []
  #isWorking = false
  #cancelWake: () => void = () => undefined
  #isSnapshotDue = false
  /** The last write of kills that was asked for, and the last that is done. */
  #asked = 0
  #written = 0

  constructor(
    at: Surroundings,
    who: { name: string; bootId: string; disk: Disk; keepsDisk: boolean; link: Link },
    config: Pick<SyncConfig, 'mode' | 'pollIntervalMs' | 'rules'>,
  ) {
    this.#at = at
    this.name = who.name
    this.bootId = who.bootId
    this.disk = who.disk
    this.keepsDisk = who.keepsDisk
    this.link = who.link
    this.mode = config.mode
    const seed = who.disk.seed()
    this.highest = seed.highestEpoch?.epoch ?? ''
    const sdk = { name: 'simulated', version: '1' }
    const instance = { service: 'checkout', version: '1', host: who.name, sdk }
    this.#machine = createSyncMachine(
      { ...config, servers: 1, instance, bootId: who.bootId, random: at.random.next },
      seed,
    )
    who.disk.bootIds.push(who.bootId)
    this.give({ type: 'start' })
  }

  get view(): SyncView {
    return this.#machine.view
  }

  /** Stops for a while: what comes in meanwhile is seen when it goes on. */
  freeze(ms: number): void {
    this.#frozenUntil = this.#at.agenda.now + ms
  }

  /** An override is set or lifted. */
  serveOtherwise(flags: string[]): void {
    this.notServing = flags
    this.give({ type: 'notServing', flags })
  }

  cut(): void {
    this.#connection?.cut('the network')
  }

  /** Dies at once: what was not on disk is gone. */
  die(): void {
    this.isAlive = false
    this.#connection?.cut('the process is gone')
  }

  /** Ends in order. */
  close(): void {
    this.give({ type: 'close' })
    this.isAlive = false
  }

  /** What it serves for a flag whose value is `true` unless it is killed. */
  evaluate(flag: string): unknown {
    for (const kill of this.kills.values()) if (Object.hasOwn(kill.serves, flag)) return 'killed'
    return this.store.get(`flag/${flag}`)?.value
  }

  give(input: SyncInput): void {
    this.#inbox.push(input)
    this.#work()
  }

  /** In the order in which it came, however often the process was stopped meanwhile. */
  #work(): void {
    const { agenda } = this.#at
    if (this.#isWorking) return
    if (agenda.now < this.#frozenUntil)
      return void agenda.after(this.#frozenUntil - agenda.now, () => this.#work())
    this.#isWorking = true
    for (let input = this.#inbox.shift(); input !== undefined && this.isAlive; input = this.#inbox.shift()) {
      const before = this.kills
      for (const effect of this.#machine.handle(input, agenda.now)) this.#carryOut(effect)
      this.#at.look(this, before)
    }
    this.#isWorking = false
  }

  #carryOut(effect: SyncEffect): void {
    switch (effect.type) {
      case 'openStream':
        return this.#open()
      case 'closeStream':
        this.#opening++
        this.#connection?.hangUp()
        this.#connection = undefined
        return
      case 'send':
        this.#claim(effect.message)
        return this.#connection?.up(effect.message)
      case 'postAck':
        this.#claim({ type: 'ack', ...effect.ack })
        return this.#request(effect)
      case 'postGoodbye':
        return
      case 'getSnapshot':
        this.#says({ type: 'hello', ...effect.hello })
        return this.#request(effect)
      case 'apply':
        return this.#apply(effect.update)
      case 'storeKills':
        return this.#storeKills(effect)
      case 'storeSnapshot':
        return this.#storeSnapshotLater()
      case 'wakeAt':
        return this.#wakeAt(effect.at)
      case 'status':
        if (effect.view.status === 'READY') this.disk.bootIds = [this.bootId]
        return
      case 'report':
        return
    }
  }

  #request(effect: Extract<SyncEffect, { type: 'getSnapshot' | 'postAck' }>): void {
    const streams = this.#streams
    request({ ...this.#at, link: this.link }, effect, (answer) => {
      const { position, confirmedAt } = this.view
      const { kills } = this
      this.give(answer)
      const isChanged =
        position !== this.view.position || confirmedAt !== this.view.confirmedAt || kills !== this.kills
      if (isChanged && streams !== this.#streams) this.#at.lateAnswer(this)
    })
  }

  #open(): void {
    const { agenda, random, server } = this.#at
    const opening = ++this.#opening
    const isCurrent = () => this.isAlive && opening === this.#opening
    const refuse = (because: string, inMs: number, status?: number) =>
      agenda.after(inMs, () => {
        if (isCurrent())
          this.give({ type: 'streamClosed', because, ...(status === undefined ? {} : { status }) })
      })
    agenda.after(random.next() * 2 * this.link.latencyMs, () => {
      if (!isCurrent()) return
      if (this.link.isBlack) return void refuse('no answer', 5_000)
      if (!server.isUp) return void refuse('connection refused', 5)
      if (random.chance(0.05)) return void refuse('come back later', 5, 503)
      this.#connection = new Connection(
        { ...this.#at, link: this.link },
        (message) => {
          if (isCurrent()) this.give({ type: 'message', message })
        },
        (because) => {
          if (isCurrent()) this.give({ type: 'streamClosed', because })
        },
      )
      this.#streams++
      this.give({ type: 'streamOpened' })
    })
  }

  #apply({ state, kills }: Extract<SyncEffect, { type: 'apply' }>['update']): void {
    this.kills = kills
    this.applied++
    if (state.type === 'replace') this.store.clear()
    if (state.type === 'none') return
    for (const entity of state.entities) {
      const id = `${entity.kind}/${entity.key}`
      if (entity.value === null) this.store.delete(id)
      else this.store.set(id, entity)
    }
  }

  #claim(message: ClientMessage): void {
    if (message.type !== 'ack') return this.#says(message)
    if (message.whole) this.claimed.clear()
    for (const killId of message.removed) this.claimed.delete(killId)
    for (const killId of message.added) {
      this.claimed.add(killId)
      this.disk.claimed.add(killId)
    }
    this.#says(message)
  }

  #says(message: ClientMessage): void {
    if (message.type === 'goodbye') return
    this.said.set(message.count, { claimed: new Set(this.claimed), notServing: message.notServing })
  }

  #storeKills({ write, kills, highestEpoch }: Extract<SyncEffect, { type: 'storeKills' }>): void {
    const { agenda, random } = this.#at
    this.highest = highestEpoch?.epoch ?? ''
    this.#asked = write
    const text = JSON.stringify(kills)
    const isSlow = this.disk.isSlow || random.chance(0.05)
    agenda.after(isSlow ? random.between(500, 6_000) : random.between(0, 10), () => {
      if (!this.isAlive) return
      if (write > this.#written) {
        this.#written = write
        this.disk.kills = JSON.parse(text)
        this.disk.highestEpoch = highestEpoch
      }
      this.give({ type: 'killsStored', write })
    })
  }

  #storeSnapshotLater(): void {
    if (this.#isSnapshotDue) return
    this.#isSnapshotDue = true
    this.#at.agenda.after(1_000, () => {
      this.#isSnapshotDue = false
      const { position, hashes, unread } = this.view
      if (position === null || hashes === null) return
      this.#storeSnapshot({ position, hashes, entities: [...this.store.values()], unread }, this.#asked)
    })
  }

  /** Not before the kills and the epoch of that time are on disk. */
  #storeSnapshot(state: Disk['state'], after: number): void {
    if (!this.isAlive) return
    if (this.#written >= after) this.disk.state = state
    else this.#at.agenda.after(50, () => this.#storeSnapshot(state, after))
  }

  #wakeAt(at: number): void {
    const { agenda } = this.#at
    this.#cancelWake()
    this.#cancelWake = agenda.after(at - agenda.now, () => this.give({ type: 'tick' }))
  }
}
