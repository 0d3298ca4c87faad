import type { Kill, SentEntity } from '@ripcord/model'
import { createSyncMachine } from '../machine/machine.js'
import type { SyncConfig, SyncEffect, SyncInput, SyncMachine, SyncSeed, SyncView } from '../machine-types.js'
import type { Ack, Hello } from '../messages.js'
import type { FakeLog } from './fixtures.js'

export const emptySeed: SyncSeed = { state: null, kills: [], highestEpoch: null, follows: [] }

/**
 * One machine on a bench: time is moved by hand, its timer goes off when its time comes, kills are on disk at once
 * (unless told otherwise), and what it asks for is kept to be looked at.
 */
export class Bench {
  now = 0
  readonly effects: SyncEffect[] = []
  readonly store = new Map<string, SentEntity>()
  kills: ReadonlyMap<string, Kill> = new Map()
  diskWorks = true
  readonly #machine: SyncMachine
  #wakeAt = Number.POSITIVE_INFINITY

  constructor(config: Partial<SyncConfig> = {}, seed: SyncSeed = emptySeed) {
    this.#machine = createSyncMachine({ ...defaults, ...config }, seed)
  }

  get view(): SyncView {
    return this.#machine.view
  }

  give(input: SyncInput): SyncEffect[] {
    const effects = this.#machine.handle(input, this.now)
    this.effects.push(...effects)
    for (const effect of effects) this.#carryOut(effect)
    return effects
  }

  message(...messages: unknown[]): void {
    for (const message of messages) this.give({ type: 'message', message })
  }

  /** Moves time; the timer goes off on the way. */
  pass(ms: number): void {
    const end = this.now + ms
    while (this.#wakeAt <= end) {
      this.now = Math.max(this.now, this.#wakeAt)
      this.#wakeAt = Number.POSITIVE_INFINITY
      this.give({ type: 'tick' })
    }
    this.now = end
  }

  /** Started, stream open, state of the log fetched, READY. */
  connect(log: FakeLog): this {
    this.give({ type: 'start' })
    this.give({ type: 'streamOpened' })
    this.catchUp(log)
    return this
  }

  /** The server's answer to a hello that holds nothing of the log. */
  catchUp(log: FakeLog): void {
    this.message(log.resync(), log.bookmark())
    this.fetched(log)
    this.message(log.bookmark())
  }

  fetched(log: FakeLog): void {
    const { request } = this.last('getSnapshot')
    this.give({
      type: 'snapshotAnswered',
      request,
      status: 200,
      snapshot: log.snapshot(),
      answer: log.answer(),
    })
  }

  of<T extends SyncEffect['type']>(type: T): Extract<SyncEffect, { type: T }>[] {
    return this.effects.filter((effect): effect is Extract<SyncEffect, { type: T }> => effect.type === type)
  }

  last<T extends SyncEffect['type']>(type: T): Extract<SyncEffect, { type: T }> {
    const found = this.of(type).at(-1)
    if (found === undefined) throw new Error(`no ${type} was asked for`)
    return found
  }

  get hellos(): Hello[] {
    return this.of('send').flatMap(({ message }) => (message.type === 'hello' ? [message] : []))
  }

  get acks(): Ack[] {
    return this.of('send').flatMap(({ message }) => (message.type === 'ack' ? [message] : []))
  }

  #carryOut(effect: SyncEffect): void {
    if (effect.type === 'wakeAt') this.#wakeAt = effect.at
    if (effect.type === 'storeKills' && this.diskWorks)
      this.give({ type: 'killsStored', write: effect.write })
    if (effect.type !== 'apply') return
    const { state, kills } = effect.update
    this.kills = kills
    if (state.type === 'replace') this.store.clear()
    if (state.type === 'none') return
    for (const entity of state.entities) {
      const id = `${entity.kind}/${entity.key}`
      if (entity.value === null) this.store.delete(id)
      else this.store.set(id, entity)
    }
  }
}

const defaults: SyncConfig = {
  mode: 'stream',
  servers: 1,
  pollIntervalMs: 10_000,
  instance: { service: 'checkout', version: '1.0.0', host: 'host-1', sdk: { name: 'test', version: '1' } },
  bootId: 'boot-0000000000000001',
  random: () => 0.5,
}
