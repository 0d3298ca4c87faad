import type { Kill } from '@ripcord/model'
import type { SyncEffect, SyncInput, SyncMachine, SyncView } from '@ripcord/sync'
import type { Agenda } from './agenda.js'
import type { Clock } from './clock.js'
import { messageOf } from './describe.js'
import type { DiskCache } from './disk/disk-cache.js'
import { touchEveryMs } from './disk/owner.js'
import type { SeenEpoch } from './disk/seen-epoch.js'
import { isRecord } from './json.js'
import type { Log } from './log.js'
import type { Failure, PollingSource } from './sources/polling.js'
import type { StreamSource } from './sources/stream.js'
import type { Store } from './store.js'

export interface ControllerParts {
  machine: SyncMachine
  store: Store
  disk: DiskCache
  stream: StreamSource
  polling: PollingSource
  agenda: Agenda
  clock: Clock
  log: Log
  urls: readonly string[]
  /** A number in [0, 1). */
  random: () => number
  onView(view: SyncView): void
}

/** The state goes to disk this long after it changed, and then with pauses that keep the disk mostly idle. */
const leastStateDelayMs = 1_000
const delayPerWriteMs = 20

/** Carries out what the sync machine asks for, and tells it what came of it. */
export class Controller {
  readonly #parts: ControllerParts
  readonly #inputs: SyncInput[] = []
  #isAtWork = false
  #server = 0
  #notServing: readonly string[] = []
  #isStateDirty = false
  #stateDelayMs = leastStateDelayMs
  #goodbye: Promise<unknown> | undefined

  constructor(parts: ControllerParts) {
    this.#parts = parts
  }

  /** The server that was turned to last. */
  get server(): string {
    return this.#parts.urls[this.#server] ?? ''
  }

  start(): void {
    this.handle({ type: 'start' })
    this.storeChanged()
    this.#touchLater()
  }

  /** What is served has changed: the server is told where it is not what the log says. */
  storeChanged(): void {
    const flags = this.#parts.store.notServing
    if (flags === this.#notServing) return
    this.#notServing = flags
    this.handle({ type: 'notServing', flags })
  }

  /** Says goodbye; settles when it is said and what is to be kept is on disk. */
  async close(): Promise<void> {
    this.handle({ type: 'close' })
    const farewell = this.#parts.stream.close()
    await this.#storeState()
    await this.#touch()
    await this.#parts.disk.close()
    await Promise.all([this.#goodbye, farewell])
  }

  handle(input: SyncInput): void {
    this.#inputs.push(input)
    // An effect may answer at once; its answer waits until the effects before it are carried out.
    if (this.#isAtWork) return
    this.#isAtWork = true
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift())
        for (const effect of this.#parts.machine.handle(next, this.#parts.clock.now()))
          this.#carryOutSafely(effect)
    } finally {
      this.#isAtWork = false
    }
  }

  #carryOutSafely(effect: SyncEffect): void {
    try {
      this.#carryOut(effect)
    } catch (error) {
      this.#parts.log('error', `${effect.type} failed: ${messageOf(error)}`)
    }
  }

  #carryOut(effect: SyncEffect): void {
    const { stream, store, agenda, log } = this.#parts
    switch (effect.type) {
      case 'openStream':
        this.#server = effect.server
        return stream.open(this.server)
      case 'closeStream':
        return void stream.close()
      case 'send':
        return stream.send(effect.message)
      case 'getSnapshot':
        return void this.#getSnapshot(effect)
      case 'postAck':
        return void this.#postAck(effect)
      case 'postGoodbye':
        this.#goodbye = this.#parts.polling.goodbye(this.#parts.urls[effect.server] ?? '', effect.goodbye)
        return
      case 'apply':
        store.apply(effect.update)
        return this.#parts.onView(this.#parts.machine.view)
      case 'storeKills':
        return void this.#storeKills(effect.write, effect.kills, effect.highestEpoch)
      case 'storeSnapshot':
        return this.#storeStateLater()
      case 'wakeAt':
        return agenda.at('sync', effect.at, () => this.handle({ type: 'tick' }))
      case 'status':
        if (effect.view.status === 'READY' && effect.view.source === 'stream')
          this.#parts.disk.stopFollowing()
        return this.#parts.onView(effect.view)
      case 'report':
        return log(effect.level, effect.message)
    }
  }

  async #getSnapshot(effect: SyncEffect & { type: 'getSnapshot' }): Promise<void> {
    const { request, server, hello, etag } = effect
    this.#server = server
    const answer = await this.#parts.polling.snapshot(this.server, hello, etag)
    if (answer.type === 'failed') return this.#requestFailed(request, answer)
    this.#knowEnvironment(answer.snapshot)
    const { status, snapshot } = answer
    this.handle({ type: 'snapshotAnswered', request, status, snapshot, answer: answer.answer })
  }

  async #postAck(effect: SyncEffect & { type: 'postAck' }): Promise<void> {
    const { request, server, hello, ack } = effect
    this.#server = server
    const answer = await this.#parts.polling.ack(this.server, { hello, ack })
    if (answer.type === 'failed') return this.#requestFailed(request, answer)
    this.#parts.disk.stopFollowing()
    this.handle({ type: 'ackAnswered', request, answer: answer.answer })
  }

  #requestFailed(request: number, failure: Failure): void {
    this.handle({ ...failure, type: 'requestFailed', request })
  }

  async #storeKills(write: number, kills: readonly Kill[], highestEpoch: SeenEpoch | null): Promise<void> {
    await this.#parts.disk.storeKills(kills, highestEpoch)
    this.handle({ type: 'killsStored', write })
  }

  #knowEnvironment(snapshot: unknown): void {
    const environment = isRecord(snapshot) ? snapshot['environment'] : undefined
    const id = isRecord(environment) ? environment['id'] : undefined
    if (typeof id !== 'string') return
    const { disk, log } = this.#parts
    if (disk.environment !== null && disk.environment !== id)
      log('warn', 'the cache was that of another environment: it is replaced')
    disk.knowEnvironment(id)
  }

  #storeStateLater(): void {
    if (this.#isStateDirty) return
    this.#isStateDirty = true
    // Spread, so that of processes that share a folder one writes and the others find it written.
    const delayMs = this.#stateDelayMs * (1 + this.#parts.random())
    this.#parts.agenda.after('store state', delayMs, () => void this.#storeState())
  }

  async #storeState(): Promise<void> {
    const { machine, store, disk, clock } = this.#parts
    const { position, hashes, unread } = machine.view
    if (!this.#isStateDirty || position === null || hashes === null) return
    this.#isStateDirty = false
    const began = clock.now()
    const entities = store.entities()
    await disk.storeState({ environment: disk.environment, position, hashes, unread, entities })
    this.#stateDelayMs = Math.max(leastStateDelayMs, (clock.now() - began) * delayPerWriteMs)
  }

  #touchLater(): void {
    this.#parts.agenda.after('touch', touchEveryMs, () => {
      void this.#touch()
      this.#touchLater()
    })
  }

  #touch(): Promise<void> {
    const { status, position } = this.#parts.machine.view
    return this.#parts.disk.touch(status === 'READY' ? position : null)
  }
}
