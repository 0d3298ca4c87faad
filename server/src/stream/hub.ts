import type { Epoch, Kill } from '@ripcord/model'
import type { Ack, ClientMessage, GoodbyeMessage, Hello, PollAnswer, ServerMessage } from '@ripcord/sync'
import type { Clock } from '../clock.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { Storage } from '../storage/storage.js'
import { answerMessages, dropMessage, resyncMessage } from './answer.js'
import { answerFor, EnvironmentFeed } from './environment-feed.js'
import { EpochKeeper } from './epochs.js'
import { type AdoptKill, HeldKills } from './held-kills.js'
import { InstanceWriter } from './instance-writer.js'
import { InstanceTable } from './instances.js'
import { LogReader } from './log-reader.js'
import {
  type InstanceView,
  isConnected,
  type Propagation,
  propagationOf,
  viewInstance,
} from './propagation.js'
import { RollbackWarning } from './rollback-warning.js'
import { type Member, Room } from './room.js'
import { inRounds } from './rounds.js'
import type { StreamLog, StreamSession } from './session.js'
import type { EncodedSnapshot } from './snapshot-encoding.js'

export const bookmarkEveryMs = 5_000
/** No bookmark of a server that has not read its log for so long: it would confirm what it does not know. */
const readWithinMs = 5_000
const pruneEveryMs = 60 * 60_000
/** Processes not seen for so long are forgotten. */
const forgetAfterMs = 7 * 24 * 60 * 60_000

export interface HubDeps {
  storage: Pick<Storage, 'changes' | 'epochs' | 'projects' | 'instances' | 'waitingKills'>
  keyRing: KeyRing
  clock: Clock
  log: StreamLog
  /** Commits a kill that a client holds with a valid MAC and the log lacks (cause `recovered`). */
  adoptKill: AdoptKill
  /** Whether a service has evaluated one of the flags in the last seven days; for the order in `propagation`. */
  evaluates?: (environmentId: string, service: string, flags: readonly string[]) => boolean
}

export type SnapshotAnswer =
  | { type: 'notModified'; etag: string; answer: PollAnswer }
  | { type: 'snapshot'; snapshot: EncodedSnapshot; answer: PollAnswer }

/** What is asked for does not exist; `because` is a sentence. */
export class UnknownEnvironment extends Error {
  constructor(environmentId: string) {
    super(`There is no environment ${environmentId}`)
    this.name = 'UnknownEnvironment'
  }
}

/**
 * The server's half of the protocol: follows the log, and tells every session of an environment what it needs to
 * hear. It has no sockets and no timers: whoever holds it calls `read` after each commit and `tick` each second.
 */
export class Hub {
  readonly #deps: HubDeps
  readonly #epochs: EpochKeeper
  readonly #reader: LogReader
  readonly #heldKills: HeldKills
  readonly #writer: InstanceWriter
  readonly #rollback: RollbackWarning
  readonly #rooms = new Map<string, Promise<Room>>()
  readonly #open = new Map<string, Room>()
  readonly #members = new Map<string, Member>()
  #stopped = false
  #readAt = Number.NEGATIVE_INFINITY
  #bookmarkedAt: number
  #prunedAt: number

  /** Reads epoch and log to their heads and publishes what is new; calls share readings, and reject where storage does. */
  readonly read = inRounds(() => this.#read())

  constructor(deps: HubDeps) {
    const { storage, keyRing, clock, log, adoptKill } = deps
    this.#deps = deps
    this.#epochs = new EpochKeeper(storage.epochs, keyRing, clock, log)
    this.#heldKills = new HeldKills({ storage, keyRing, log, now: () => clock.now(), adoptKill })
    this.#writer = new InstanceWriter(storage.instances)
    this.#rollback = new RollbackWarning(storage.changes, clock, log)
    this.#reader = new LogReader(storage.changes, {
      advanced: (feed, rows) => this.#open.get(feed.environment.id)?.publish(rows, this.#epochs.current),
      restarted: (feed) => {
        const { id } = feed.environment
        log.warn({ environmentId: id }, 'the log is not the one that was read before: its head is read anew')
        this.#open.get(id)?.bookmark(this.#epochs.current)
      },
    })
    this.#bookmarkedAt = clock.monotonic()
    this.#prunedAt = clock.monotonic()
  }

  /** Once, before the first session: who was connected when the server stopped is lost from now. */
  async start(): Promise<void> {
    await this.#deps.storage.instances.loseAll(this.#deps.clock.now().toISOString())
    await this.read()
  }

  get epoch(): Epoch {
    return this.#epochs.current
  }

  connect(session: StreamSession): void {
    const member: Member = { session, live: false, asked: undefined, answering: undefined, listed: false }
    this.#members.set(session.id, member)
    void this.#enter(member)
  }

  /** A message, parsed. Resolves when it is answered; never rejects. */
  async receive(session: StreamSession, message: ClientMessage): Promise<void> {
    try {
      const room = await this.#room(session.environmentId)
      const member = this.#members.get(session.id)
      if (member !== undefined) await this.#hear(room, member, message)
    } catch (error) {
      this.#cut(session, error)
    }
  }

  disconnect(session: StreamSession): void {
    const member = this.#members.get(session.id)
    if (member === undefined) return
    this.#members.delete(session.id)
    const room = this.#open.get(session.environmentId)
    room?.members.delete(member)
    if (!this.#stopped) room?.table.disconnect(session.id)
  }

  /** Stores the list of instances as it stands: who is cut from now on was connected when the server stopped. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.flush()
  }

  /**
   * What to tell a session that reads too slowly instead of what waits for it; null = it can only be cut. Until it says
   * hello again no changes go to it.
   */
  startOver(session: StreamSession): ServerMessage | null {
    const member = this.#members.get(session.id)
    const room = this.#open.get(session.environmentId)
    if (member === undefined || room === undefined) return null
    member.live = false
    const because = 'what waited for this client was more than is kept'
    return resyncMessage(room.feed, this.#epochs.current, because, false)
  }

  /** What `POST /sdk/v1/ack` answers. Rejects where the log can't be read. */
  async poll(environmentId: string, hello: Hello, ack: Ack): Promise<PollAnswer> {
    const room = await this.#room(environmentId)
    room.table.polledAck(hello, ack)
    return this.#pollAnswer(room, await this.#prepare(room, hello))
  }

  /**
   * What `GET /sdk/v1/snapshot` answers. `etag`: of the state that the client holds. One that says no hello is named by
   * `from`, and counted apart. Rejects where the log can't be read.
   */
  async snapshot(
    environmentId: string,
    asked: { hello: Hello } | { from: string },
    etag: string | null,
  ): Promise<SnapshotAnswer> {
    const room = await this.#room(environmentId)
    let killIds: string[] = []
    if ('hello' in asked) {
      room.table.hello(asked.hello, null)
      killIds = await this.#prepare(room, asked.hello)
    } else {
      room.stranger(asked.from, this.#deps.clock.monotonic())
      await this.read()
    }
    const { feed } = room
    const epoch = this.#epochs.current
    const drop = dropMessage(feed, epoch, killIds)
    if (etag === feed.etag)
      return { type: 'notModified', etag, answer: { drop, bookmark: feed.bookmark(epoch) } }
    const snapshot = await feed.snapshot(() => this.#epochs.current, this.read)
    return { type: 'snapshot', snapshot, answer: answerFor(snapshot, drop) }
  }

  /** Each second. Never rejects. */
  async tick(): Promise<void> {
    await this.read().catch((error: unknown) => this.#deps.log.error({ err: error }, 'the log can’t be read'))
    for (const room of this.#open.values()) room.table.tick()
    const now = this.#deps.clock.monotonic()
    if (now - this.#bookmarkedAt >= bookmarkEveryMs) this.#bookmarks(now)
    await this.flush()
    if (now - this.#prunedAt >= pruneEveryMs) await this.#prune(now)
  }

  /** Stores what is not stored of the list of instances. Never rejects; what fails is tried again with the next tick. */
  async flush(): Promise<void> {
    try {
      await this.#writer.flush()
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the list of instances could not be stored')
    }
  }

  /** To all sessions: come back after about so long, spread by the caller. */
  goodbye(reconnectAfterMs: (session: StreamSession) => number): void {
    for (const { session } of this.#members.values()) {
      const message: GoodbyeMessage = { type: 'goodbye', reconnectAfterMs: reconnectAfterMs(session) }
      session.send(message)
    }
  }

  /** Undefined where the environment has never had such a kill. */
  async propagation(environmentId: string, killId: string): Promise<Propagation | undefined> {
    const room = await this.#room(environmentId)
    const { feed, table } = room
    const kill = feed.kills.get(killId) ?? (await this.#killOfLog(room, killId))
    if (kill === undefined) return undefined
    const flags = Object.keys(kill.serves)
    return propagationOf({
      kill,
      records: table.records(),
      epoch: this.#epochs.current,
      lag: (applied) => feed.lag(applied),
      concerns: (service) => this.#deps.evaluates?.(environmentId, service, flags) ?? false,
      cannotAcknowledge: room.cannotAcknowledge(this.#deps.clock.monotonic()),
    })
  }

  async instances(environmentId: string): Promise<InstanceView[]> {
    const { feed, table } = await this.#room(environmentId)
    return table.records().map((record) => viewInstance(record, (applied) => feed.lag(applied)))
  }

  /** A person strikes a process from the counts. False where it is not listed. */
  async strike(environmentId: string, id: string): Promise<boolean> {
    const { table } = await this.#room(environmentId)
    const struck = table.strike(id)
    await this.#writer.flush()
    return struck
  }

  numbers(): { sessions: number; liveSessions: number; environments: number; connectedInstances: number } {
    const members = [...this.#members.values()]
    const records = [...this.#open.values()].flatMap((room) => room.table.records())
    return {
      sessions: members.length,
      liveSessions: members.filter((member) => member.live).length,
      environments: this.#open.size,
      connectedInstances: records.filter(isConnected).length,
    }
  }

  /** A kill that does not stand at the head: it was lifted, or has just been committed. */
  async #killOfLog({ feed }: Room, killId: string): Promise<Kill | undefined> {
    const { key } = feed.environment
    const reads = [{ kind: 'kill' as const, environment: key, keys: [killId] }]
    const state = await this.#deps.storage.changes.read(feed.project.key, reads)
    return state.get('kill', key, killId)?.value ?? undefined
  }

  async #enter(member: Member): Promise<void> {
    const { session } = member
    try {
      const room = await this.#room(session.environmentId)
      if (this.#members.get(session.id) === member) room.members.add(member)
    } catch (error) {
      this.#cut(session, error)
    }
  }

  async #hear(room: Room, member: Member, message: ClientMessage): Promise<void> {
    const { id } = member.session
    switch (message.type) {
      case 'hello':
        member.listed = room.table.hello(message, id)
        // Until it is answered, changes would not follow what the client holds.
        member.live = false
        member.asked = message
        member.answering ??= this.#answer(room, member)
        return member.answering
      case 'ack':
        return room.table.ack(id, message)
      case 'goodbye':
        return room.table.goodbye(id, message.count)
    }
  }

  /** Answers the newest hello of a session; those that came before it need no answer any more. */
  async #answer(room: Room, member: Member): Promise<void> {
    try {
      while (member.asked !== undefined) {
        const hello: Hello = member.asked
        const killIds = await this.#prepare(room, hello)
        while (member.asked === hello) {
          const { head } = room.feed
          const epoch = this.#epochs.current
          const next = await room.catchUp(this.#deps.storage.changes, hello.held, epoch)
          // From here to the end nothing waits, so that nothing is published between the answer and the first change.
          if (member.asked !== hello || room.feed.head !== head || this.#epochs.current !== epoch) continue
          member.asked = undefined
          if (this.#members.get(member.session.id) !== member) return
          for (const message of answerMessages(room.feed, epoch, killIds, next)) member.session.send(message)
          member.live = true
        }
      }
    } finally {
      member.answering = undefined
    }
  }

  /**
   * What stands before any answer: who asks is stored, its epoch is heard, the log is read, its kills are settled.
   * Ids of those that it is to let go of.
   */
  async #prepare({ feed }: Room, hello: Hello): Promise<string[]> {
    await this.flush()
    await this.#epochs.hear(feed.environment.id, hello.highestEpoch)
    await this.read()
    await this.#rollback.look(feed, hello.held)
    const { service, host } = hello.instance
    return this.#heldKills.settle(feed, hello.kills, `${service} on ${host}`)
  }

  #pollAnswer({ feed }: Room, killIds: readonly string[]): PollAnswer {
    const epoch = this.#epochs.current
    return { drop: dropMessage(feed, epoch, killIds), bookmark: feed.bookmark(epoch) }
  }

  #room(environmentId: string): Promise<Room> {
    const known = this.#rooms.get(environmentId)
    if (known !== undefined) return known
    const opening = this.#openRoom(environmentId)
    this.#rooms.set(environmentId, opening)
    opening.catch(() => this.#rooms.delete(environmentId))
    return opening
  }

  async #openRoom(environmentId: string): Promise<Room> {
    const { storage, keyRing, clock } = this.#deps
    const at = await storage.projects.environment(environmentId)
    if (at === undefined) throw new UnknownEnvironment(environmentId)
    const records = await storage.instances.list(environmentId)
    const table = new InstanceTable(environmentId, clock, records, (record) => this.#writer.mark(record))
    const feed = await EnvironmentFeed.open(at, storage.changes, keyRing)
    const room = new Room(feed, table)
    this.#open.set(environmentId, room)
    this.#reader.follow(feed)
    return room
  }

  async #read(): Promise<void> {
    if (await this.#epochs.refresh())
      for (const room of this.#open.values()) room.bookmark(this.#epochs.current)
    await this.#reader.read()
    this.#readAt = this.#deps.clock.monotonic()
  }

  #bookmarks(now: number): void {
    if (now - this.#readAt > readWithinMs) return
    this.#bookmarkedAt = now
    for (const room of this.#open.values()) room.bookmark(this.#epochs.current)
  }

  async #prune(now: number): Promise<void> {
    this.#prunedAt = now
    const before = new Date(this.#deps.clock.now().getTime() - forgetAfterMs).toISOString()
    for (const { table } of this.#open.values()) {
      table.touch()
      table.prune(before)
    }
    try {
      await this.#writer.flush()
      await this.#deps.storage.instances.prune(before)
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the list of instances could not be pruned')
    }
  }

  #cut(session: StreamSession, error: unknown): void {
    const { id, environmentId } = session
    this.#deps.log.error({ session: id, environmentId, err: error }, 'a hello could not be answered')
    session.close('the server can’t read its log just now')
  }
}
