import { hash } from 'node:crypto'
import { noEpoch } from '@ripcord/model'
import type { Ack, Hello } from '@ripcord/sync'
import type { Clock } from '../clock.js'
import type { InstanceRecord } from '../storage/storage.js'
import type { HubRules } from './rules.js'
import { hearAck, hearGoodbye, hearHello } from './words.js'

/** One that polls is lost so long after its last request. */
export const pollerLostAfterMs = 15_000
/** More processes than this in one environment are not listed; their sessions count as unable to acknowledge. */
export const instancesPerEnvironment = 50_000

/** `isNews`: it was not there before. */
export type InstanceChanged = (record: InstanceRecord, isNews: boolean) => void

interface Instance {
  record: InstanceRecord
  /** Whether it was there when `changed` was last told. */
  wasThere: boolean
  sessions: Set<string>
  /** Monotonic milliseconds of its last GET or POST. */
  polledAt: number | null
}

/** The id under which a process is listed: boot ids themselves are secrets. */
export function bootHash(bootId: string): string {
  return hash('sha256', bootId)
}

/** The processes of one environment: who is there, who was lost, and what each has said. It outlives a restart. */
export class InstanceTable {
  readonly #environmentId: string
  readonly #clock: Clock
  readonly #changed: InstanceChanged
  readonly #rules: HubRules
  readonly #instances = new Map<string, Instance>()
  readonly #bySession = new Map<string, string>()
  #said = { ms: Number.NaN, iso: '' }

  constructor(
    environmentId: string,
    clock: Clock,
    stored: readonly InstanceRecord[],
    changed: InstanceChanged,
    rules: HubRules,
  ) {
    this.#environmentId = environmentId
    this.#clock = clock
    this.#changed = changed
    this.#rules = rules
    for (const record of stored)
      this.#instances.set(record.bootHash, {
        record,
        wasThere: isThere(record),
        sessions: new Set(),
        polledAt: null,
      })
  }

  get size(): number {
    return this.#instances.size
  }

  record(bootId: string): InstanceRecord | undefined {
    return this.#instances.get(bootHash(bootId))?.record
  }

  records(): InstanceRecord[] {
    return [...this.#instances.values()].map((instance) => instance.record)
  }

  /**
   * A hello, over a session or (null) with a GET or POST. False where the table is full and it is not listed. One that
   * was overtaken by the goodbye of its process brings nobody back.
   */
  hello(hello: Hello, session: string | null): boolean {
    const instance = this.#find(bootHash(hello.bootId), hello)
    if (instance === undefined) return false
    if (isOvertaken(instance.record, hello)) return true
    this.#connect(instance, session)
    this.#update(instance, describe(hearHello(instance.record, hello, this.#rules), hello))
    for (const bootId of hello.follows) this.#followed(bootHash(bootId), instance)
    return true
  }

  /** An acknowledgement over a session that has said hello; others change nothing. */
  ack(session: string, ack: Ack): void {
    const instance = this.#ofSession(session)
    if (instance !== undefined) this.#update(instance, hearAck(instance.record, ack, this.#rules))
  }

  /** `POST /sdk/v1/ack`: a hello, and then an acknowledgement. */
  polledAck(hello: Hello, ack: Ack): boolean {
    const isListed = this.hello(hello, null)
    const instance = this.#instances.get(bootHash(hello.bootId))
    if (instance !== undefined) this.#update(instance, hearAck(instance.record, ack, this.#rules))
    return isListed
  }

  /** The process is about to end, and serves nobody any more. */
  goodbye(session: string, count: number): void {
    const instance = this.#ofSession(session)
    if (instance === undefined) return
    this.#update(instance, hearGoodbye(instance.record, { count, now: this.#now() }, this.#rules))
  }

  /** The same without a session. */
  polledGoodbye(bootId: string, count: number): void {
    const instance = this.#instances.get(bootHash(bootId))
    if (instance === undefined) return
    instance.polledAt = null
    this.#update(instance, hearGoodbye(instance.record, { count, now: this.#now() }, this.#rules))
    this.#loseIfGone(instance)
  }

  disconnect(session: string): void {
    const instance = this.#ofSession(session)
    this.#bySession.delete(session)
    if (instance === undefined) return
    // It was there until now, however long ago it last said something.
    instance.record = { ...instance.record, lastSeenAt: this.#now() }
    instance.sessions.delete(session)
    // What it fetched over HTTP while it had the stream does not make it one that polls.
    if (instance.sessions.size === 0) instance.polledAt = null
    this.#loseIfGone(instance)
  }

  /** A person says that this process serves nobody. False where it is not listed. */
  strike(id: string): boolean {
    const instance = this.#instances.get(id)
    if (instance === undefined) return false
    this.#update(instance, { ...instance.record, struck: true })
    return true
  }

  /** Those that polled and have not for too long are lost. */
  tick(): void {
    for (const instance of this.#instances.values()) this.#loseIfGone(instance)
  }

  /** Notes, now and then, that those are still there who have nothing to say. */
  touch(): void {
    for (const instance of this.#instances.values())
      if (instance.sessions.size > 0) this.#update(instance, instance.record)
  }

  /** Forgets those that have said goodbye, or were not seen, since `before` (ISO). */
  prune(before: string): void {
    for (const [id, { record, sessions }] of this.#instances)
      if (sessions.size === 0 && record.lastSeenAt < before) this.#instances.delete(id)
  }

  #find(id: string, hello: Hello): Instance | undefined {
    const known = this.#instances.get(id)
    if (known !== undefined || this.#instances.size >= instancesPerEnvironment) return known
    const instance = {
      record: newRecord(this.#environmentId, id, hello, this.#now()),
      wasThere: false,
      sessions: new Set<string>(),
      polledAt: null,
    }
    this.#instances.set(id, instance)
    return instance
  }

  #ofSession(session: string): Instance | undefined {
    const id = this.#bySession.get(session)
    return id === undefined ? undefined : this.#instances.get(id)
  }

  #connect(instance: Instance, session: string | null): void {
    const { record } = instance
    if (session === null) instance.polledAt = this.#clock.monotonic()
    else {
      const before = this.#ofSession(session)
      if (before !== undefined && before !== instance) this.disconnect(session)
      instance.sessions.add(session)
      this.#bySession.set(session, record.bootHash)
    }
    const now = this.#now()
    instance.record = {
      ...record,
      lastSeenAt: now,
      connectedSince: record.connectedSince ?? now,
      lostAt: null,
      goodbyeAt: null,
      struck: false,
    }
  }

  #followed(id: string, by: Instance): void {
    const instance = this.#instances.get(id)
    if (instance === undefined || instance === by || instance.record.goodbyeAt !== null) return
    this.#update(instance, { ...instance.record, goodbyeAt: this.#now() })
  }

  #loseIfGone(instance: Instance): void {
    const { record, sessions, polledAt } = instance
    if (record.connectedSince === null || sessions.size > 0) return
    if (polledAt !== null && this.#clock.monotonic() - polledAt <= pollerLostAfterMs) return
    instance.polledAt = null
    const lostAt = record.goodbyeAt === null ? this.#now() : null
    this.#update(instance, { ...record, connectedSince: null, lostAt })
  }

  #update(instance: Instance, record: InstanceRecord): void {
    const lastSeenAt = this.#seenAt(instance, record)
    instance.record = lastSeenAt === record.lastSeenAt ? record : { ...record, lastSeenAt }
    const isNews = isThere(record) && !instance.wasThere
    instance.wasThere = isThere(record)
    this.#changed(instance.record, isNews)
  }

  #seenAt(instance: Instance, record: InstanceRecord): string {
    return instance.sessions.size > 0 || instance.polledAt !== null ? this.#now() : record.lastSeenAt
  }

  /** Made once a millisecond: each word of a herd asks several times. */
  #now(): string {
    const now = this.#clock.now()
    const ms = now.getTime()
    if (ms !== this.#said.ms) this.#said = { ms, iso: now.toISOString() }
    return this.#said.iso
  }
}

function isOvertaken({ goodbyeAt, count }: InstanceRecord, hello: Hello): boolean {
  return goodbyeAt !== null && hello.count < count
}

function newRecord(environmentId: string, id: string, hello: Hello, now: string): InstanceRecord {
  return {
    environmentId,
    bootHash: id,
    ...descriptionOf(hello),
    connectedSince: null,
    lastSeenAt: now,
    lostAt: null,
    goodbyeAt: null,
    count: -1,
    epoch: noEpoch,
    applied: 0,
    kills: [],
    notServing: [],
    struck: false,
  }
}

function isThere({ connectedSince, lostAt, goodbyeAt, struck }: InstanceRecord): boolean {
  return connectedSince !== null && lostAt === null && goodbyeAt === null && !struck
}

function describe(record: InstanceRecord, hello: Hello): InstanceRecord {
  return { ...record, ...descriptionOf(hello) }
}

function descriptionOf({ instance }: Hello) {
  return {
    service: instance.service,
    version: instance.version,
    host: instance.host,
    zone: instance.zone ?? null,
    sdk: `${instance.sdk.name} ${instance.sdk.version}`,
  }
}
