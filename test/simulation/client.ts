import type { Kill } from '@ripcord/model'
import {
  type Ack,
  type ClientMessage,
  createSyncMachine,
  type Hello,
  type SyncConfig,
  type SyncEffect,
  type SyncMachine,
  type SyncRules,
  type SyncSeed,
  type SyncView,
} from '@ripcord/sync'
import type { Clock } from '../../sdk/src/clock.js'
import { connect } from '../../sdk/src/connect.js'
import { openDiskCache } from '../../sdk/src/disk/disk-cache.js'
import { livingBoots } from '../../sdk/src/disk/owner.js'
import type { Client } from '../../sdk/src/types.js'
import type { Disk, User } from './disk.js'
import { MachineWatch } from './machine-watch.js'
import { SimPolling } from './polling.js'
import type { Random } from './random.js'
import { SimStream } from './stream.js'
import type { Link, Surroundings } from './surroundings.js'

export interface Who {
  name: string
  random: Random
  disk: Disk | null
  link: Link
  mode: 'stream' | 'polling'
  pollIntervalMs: number
  rules: Partial<SyncRules>
}

/** A number that no flag has. */
const callerDefault = Number.MIN_SAFE_INTEGER
const sdkKey = 'rk_srv_0123456789abcdef_secret'

/** One process with the real SDK in it, on a clock, a network and a folder that are made up. */
export class SimClient implements User {
  readonly name: string
  readonly disk: Disk | null
  readonly link: Link
  readonly random: Random
  readonly hasSlowDisk: boolean
  kills: ReadonlyMap<string, Kill> = new Map()
  /** The set before its last input. */
  killsBefore: ReadonlyMap<string, Kill> = new Map()
  /** How often it has applied something. */
  applied = 0
  /** What it has acknowledged and not taken back. */
  readonly claimed = new Set<string>()
  /** What it has acknowledged once, and taken back. */
  readonly letGo = new Set<string>()
  /** Its words by their count: what it had acknowledged by then. */
  readonly said = new Map<number, { claimed: ReadonlySet<string>; notServing: readonly string[] }>()
  highest = ''
  notServing: readonly string[] = []
  /** What an override names. */
  overridden: string | null = null
  readonly #at: Surroundings
  readonly #bootId: string
  #stream: SimStream | undefined
  #machine!: SyncMachine
  /** Undefined while it starts. */
  #client: Client | undefined
  #life: 'runs' | 'ends' | 'is over' = 'runs'
  #frozenUntil = 0
  #backlog: (() => void)[] = []
  #isToBeLookedAt = false
  readonly #watch: MachineWatch

  constructor(at: Surroundings, who: Who) {
    const { name, random, disk, link, mode, pollIntervalMs, rules } = who
    this.#at = at
    this.name = name
    this.#watch = new MachineWatch((what) => at.breaks(this, what))
    this.random = random
    this.disk = disk
    this.link = link
    this.hasSlowDisk = at.noise.has('slowDisk')
    this.#bootId = `boot-id-of-${name.padStart(12, '0')}`
    this.#client = connect(
      {
        url: 'http://server.test',
        sdkKey,
        application: { name: 'checkout', version: '1' },
        host: name,
        mode,
        pollIntervalMs,
        cacheDir: disk === null ? false : '/cache',
        reportIntervalMs: false,
        logger: false,
      },
      {
        clock: this.#clock(),
        environment: {},
        random: random.next,
        bootId: () => this.#bootId,
        machine: (config, seed) => this.#watched(config, seed, rules),
        disk: (dir, key, bootId, log) =>
          openDiskCache(dir, key, bootId, log, disk === null ? undefined : () => disk.openFor(this)),
        stream: (_key, _agenda, events) => (this.#stream = new SimStream(at, this, events)),
        polling: () => new SimPolling(at, this),
      },
    )
  }

  get isAlive(): boolean {
    return this.#life === 'runs'
  }

  get #opened(): number {
    return this.#stream?.opened ?? 0
  }

  get view(): SyncView {
    return this.#machine.view
  }

  /** What it serves; undefined for what the caller passes. */
  evaluate(flag: string): number | undefined {
    const value = this.#client?.getNumberValue(flag, callerDefault)
    return value === callerDefault ? undefined : value
  }

  /** Does something in this process: at once, or when it goes on. */
  do(work: () => void): void {
    if (this.#life === 'is over') return
    if (this.#at.agenda.now < this.#frozenUntil) this.#backlog.push(work)
    else work()
  }

  /** Stops for a while: what comes in meanwhile is seen when it goes on, in its order. */
  freeze(ms: number): void {
    const { agenda } = this.#at
    const until = agenda.now + ms
    if (until <= this.#frozenUntil) return
    this.#frozenUntil = until
    agenda.after(ms, () => this.#thaw(until))
  }

  override(flag: string | null, value: number): void {
    this.do(() => {
      const before = this.overridden
      this.overridden = null
      if (before !== null) this.#client?.override(before, undefined)
      this.overridden = flag
      if (flag !== null) this.#client?.override(flag, value)
    })
  }

  cut(): void {
    this.#stream?.cut('the network')
  }

  /** Dies at once: what was not on disk is gone. */
  die(): void {
    this.#life = 'is over'
    livingBoots().delete(this.#bootId)
    this.#stream?.cut('the process is gone')
  }

  /** Ends in order. */
  close(): void {
    this.#life = 'ends'
    void this.#client?.close().finally(() => {
      this.#life = 'is over'
    })
  }

  /** Has it looked at, where it has done something since it was. */
  look(): void {
    if (!this.#isToBeLookedAt || this.#client === undefined) return
    this.#isToBeLookedAt = false
    if (this.isAlive) this.#at.look(this)
  }

  #thaw(until: number): void {
    if (this.#frozenUntil !== until) return
    const backlog = this.#backlog
    this.#backlog = []
    for (const work of backlog) this.do(work)
  }

  #clock(): Clock {
    const { agenda } = this.#at
    return {
      now: () => agenda.now,
      wall: () => agenda.now,
      after: (ms, run) => {
        let isOff = false
        const off = agenda.after(ms, () => this.do(() => isOff || run()))
        return () => {
          isOff = true
          off()
        }
      },
    }
  }

  /** The real machine; what goes in and comes out is seen. */
  #watched(config: SyncConfig, seed: SyncSeed, rules: Partial<SyncRules>): SyncMachine {
    const machine = createSyncMachine({ ...config, rules }, seed)
    this.#machine = machine
    this.highest = seed.highestEpoch?.epoch ?? ''
    return {
      get view() {
        return machine.view
      },
      handle: (input, now) => {
        // What was asked for at the input before is carried out by now.
        this.look()
        this.#isToBeLookedAt = true
        this.killsBefore = this.kills
        if (input.type === 'notServing') this.notServing = input.flags
        const before = machine.view
        const effects = machine.handle(input, now)
        for (const effect of effects) this.#sees(effect)
        const { killsBefore, kills } = this
        this.#watch.handled(
          { input, effects, before, after: machine.view, killsBefore, kills, now },
          this.#opened,
        )
        return effects
      },
    }
  }

  #sees(effect: SyncEffect): void {
    switch (effect.type) {
      case 'send':
        return this.#says(effect.message)
      case 'postAck':
        this.#watch.asked(effect.request, this.#opened)
        return this.#says({ type: 'ack', ...effect.ack })
      case 'getSnapshot':
        this.#watch.asked(effect.request, this.#opened)
        return this.#says({ type: 'hello', ...effect.hello })
      case 'apply':
        this.kills = effect.update.kills
        this.applied++
        return
      case 'storeKills':
        this.highest = effect.highestEpoch?.epoch ?? ''
        return
      case 'openStream':
      case 'closeStream':
      case 'postGoodbye':
      case 'storeSnapshot':
      case 'wakeAt':
      case 'status':
      case 'report':
        return
    }
  }

  #says(message: ClientMessage): void {
    switch (message.type) {
      case 'goodbye':
        return
      case 'hello':
        return this.#hasSaid(message)
      case 'ack':
        this.#claims(message)
        return this.#hasSaid(message)
    }
  }

  #claims({ whole, added, removed }: Ack): void {
    const gone = whole ? [...this.claimed].filter((killId) => !added.includes(killId)) : removed
    for (const killId of gone) {
      this.claimed.delete(killId)
      this.letGo.add(killId)
    }
    for (const killId of added) {
      this.claimed.add(killId)
      this.disk?.claimed.add(killId)
    }
  }

  #hasSaid({ count, notServing }: Hello | Ack): void {
    this.said.set(count, { claimed: new Set(this.claimed), notServing })
  }
}
