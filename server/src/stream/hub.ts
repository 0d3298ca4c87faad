import type { Epoch } from '@ripcord/model'
import type {
  Ack,
  ClientMessage,
  GoodbyeMessage,
  GoodbyeRequest,
  Hello,
  PollAnswer,
  ServerMessage,
} from '@ripcord/sync'
import type { Clock } from '../clock.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { InstanceRecord, Storage } from '../storage/storage.js'
import { resyncMessage } from './answer.js'
import { Answering } from './answering.js'
import { EpochKeeper } from './epochs.js'
import type { AdoptKill } from './held-kills.js'
import { HttpAnswers, type SnapshotAnswer } from './http-answers.js'
import { InstanceUpkeep } from './instance-upkeep.js'
import type { Pause } from './instance-writer.js'
import type { InstanceChanged } from './instances.js'
import { LogReader } from './log-reader.js'
import { preparing } from './preparing.js'
import type { InstanceView, Propagation, ShownInstances } from './propagation.js'
import type { Member, Room } from './room.js'
import { Rooms } from './rooms.js'
import { inRounds } from './rounds.js'
import { allHubRules, type HubRules } from './rules.js'
import type { StreamLog, StreamSession } from './session.js'
import { type HubNumbers, numbersOf, Views } from './views.js'

export const bookmarkEveryMs = 5_000
/** No bookmark of a server that has not read its log for so long: it would confirm what it does not know. */
const readWithinMs = 5_000

const noPause: Pause = () => Promise.resolve()

export interface HubDeps {
  storage: Pick<Storage, 'changes' | 'epochs' | 'projects' | 'instances' | 'waitingKills'>
  keyRing: KeyRing
  clock: Clock
  log: StreamLog
  /** Commits a kill that a client holds with a valid MAC and the log lacks (cause `recovered`). */
  adoptKill: AdoptKill
  /** Whether a service has evaluated one of the flags in the last seven days; for the order in `propagation`. */
  evaluates?: (environmentId: string, service: string, flags: readonly string[]) => boolean
  /** Told of each word of a process, as its record is after it. */
  heard?: (record: InstanceRecord) => void
  /** Resolves after so many milliseconds, 0: of this turn; without it everybody is served as they come, herds too. */
  pause?: Pause
  /** For simulations alone: rules to switch off, to see that their absence is noticed. */
  rules?: Partial<HubRules>
}

/**
 * The server's half of the protocol: follows the log, and tells every session of an environment what it needs to
 * hear. It has no sockets and no timers: whoever holds it calls `read` after each commit and `tick` each second.
 */
export class Hub {
  readonly #deps: HubDeps
  readonly #rules: HubRules
  readonly #epochs: EpochKeeper
  readonly #reader: LogReader
  readonly #upkeep: InstanceUpkeep
  readonly #rooms: Rooms
  readonly #answering: Answering
  readonly #http: HttpAnswers
  readonly #views: Views
  readonly #members = new Map<string, Member>()
  #stopped = false
  #readAt = Number.NEGATIVE_INFINITY
  #bookmarkedAt: number

  /** Reads epoch and log to their heads and publishes what is new; calls share readings, and reject where storage does. */
  readonly read = inRounds(() => this.#read())

  constructor(deps: HubDeps) {
    const { storage, keyRing, clock, log } = deps
    const rules = { ...allHubRules, ...deps.rules }
    this.#deps = deps
    this.#rules = rules
    this.#epochs = new EpochKeeper(storage.epochs, keyRing, clock, log, rules)
    this.#upkeep = new InstanceUpkeep(storage.instances, clock, log, deps.pause ?? noPause)
    this.#reader = new LogReader(storage.changes, {
      advanced: (feed, rows) => this.#rooms.ifOpen(feed.environment.id)?.publish(rows, this.epoch),
      restarted: (feed) => {
        const { id } = feed.environment
        log.warn({ environmentId: id }, 'the log is not the one that was read before: its head is read anew')
        this.#rooms.ifOpen(id)?.bookmark(this.epoch)
      },
    })
    const opened = ({ feed }: Room) => this.#reader.follow(feed)
    const changed: InstanceChanged = (record, isNews) => {
      this.#upkeep.mark(record, isNews)
      deps.heard?.(record)
    }
    this.#rooms = new Rooms({ storage, keyRing, clock, rules, opened, changed })
    const here = { rooms: this.#rooms, epoch: () => this.epoch, monotonic: () => clock.monotonic() }
    const prepare = preparing({
      ...deps,
      pause: deps.pause ?? noPause,
      rules,
      epochs: this.#epochs,
      flushNews: () => this.#upkeep.flushNews(),
      read: this.read,
    })
    const isThere = (member: Member) => this.#members.get(member.session.id) === member
    this.#answering = new Answering({ ...here, changes: storage.changes, prepare, isThere })
    this.#http = new HttpAnswers({ ...here, read: this.read, prepare })
    const store = () => this.#upkeep.store()
    this.#views = new Views({ ...here, storage, rules, store, evaluates: deps.evaluates ?? (() => false) })
    this.#bookmarkedAt = clock.monotonic()
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
      // Who waits for nothing is heard in the turn in which it speaks: a kill's acknowledgements come all at once.
      const open = this.#rooms.ifOpen(session.environmentId)
      const room = open ?? (await this.#rooms.of(session.environmentId))
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
    const room = this.#rooms.ifOpen(session.environmentId)
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
    const room = this.#rooms.ifOpen(session.environmentId)
    if (member === undefined || room === undefined) return null
    member.live = false
    const because = 'what waited for this client was more than is kept'
    return resyncMessage(room.feed, this.epoch, because, false)
  }

  /** What `POST /sdk/v1/ack` answers. Rejects where the log can't be read. */
  poll(environmentId: string, hello: Hello, ack: Ack): Promise<PollAnswer> {
    return this.#http.poll(environmentId, hello, ack)
  }

  /** The last word of a process that has no stream: it serves nobody any more. */
  async polledGoodbye(environmentId: string, { bootId, count }: GoodbyeRequest): Promise<void> {
    const { table } = await this.#rooms.of(environmentId)
    table.polledGoodbye(bootId, count)
  }

  /**
   * What `GET /sdk/v1/snapshot` answers. `etag`: of the state that the client holds. One that says no hello is named by
   * `from`, and counted apart. Rejects where the log can't be read.
   */
  snapshot(
    environmentId: string,
    asked: { hello: Hello } | { from: string },
    etag: string | null,
  ): Promise<SnapshotAnswer> {
    return this.#http.snapshot(environmentId, asked, etag)
  }

  /** Each second. Never rejects. */
  async tick(): Promise<void> {
    await this.read().catch((error: unknown) => this.#deps.log.error({ err: error }, 'the log can’t be read'))
    for (const room of this.#rooms.all()) room.table.tick()
    const now = this.#deps.clock.monotonic()
    if (now - this.#bookmarkedAt >= bookmarkEveryMs) this.#bookmarks(now)
    await this.flush()
    await this.#upkeep.prune(this.#rooms.all().map((room) => room.table))
  }

  /** Stores what is not stored of the list of instances. Never rejects; what fails is tried again with the next tick. */
  flush(): Promise<void> {
    return this.#upkeep.flush()
  }

  /** To all sessions: come back after about so long, spread by the caller. */
  goodbye(reconnectAfterMs: (session: StreamSession) => number): void {
    for (const { session } of this.#members.values()) {
      const message: GoodbyeMessage = { type: 'goodbye', reconnectAfterMs: reconnectAfterMs(session) }
      session.send(message)
    }
  }

  /** Undefined where the environment has never had such a kill. */
  propagation(
    environmentId: string,
    killId: string,
    shown: ShownInstances = 'all',
  ): Promise<Propagation | undefined> {
    return this.#views.propagation(environmentId, killId, shown)
  }

  instances(environmentId: string): Promise<InstanceView[]> {
    return this.#views.instances(environmentId)
  }

  /** The processes of every environment that somebody has asked about, as they are known now. */
  records(): (readonly [environmentId: string, records: InstanceRecord[]])[] {
    return this.#rooms.all().map(({ feed, table }) => [feed.environment.id, table.records()])
  }

  /** The process that has this boot id, where one has said hello. */
  record(environmentId: string, bootId: string): InstanceRecord | undefined {
    return this.#rooms.ifOpen(environmentId)?.table.record(bootId)
  }

  /** A person strikes a process from the counts. False where it is not listed. */
  strike(environmentId: string, id: string): Promise<boolean> {
    return this.#views.strike(environmentId, id)
  }

  numbers(): HubNumbers {
    return numbersOf([...this.#members.values()], this.#rooms.all())
  }

  async #enter(member: Member): Promise<void> {
    const { session } = member
    try {
      const room = await this.#rooms.of(session.environmentId)
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
        return this.#answering.hello(room, member, message)
      case 'ack':
        return room.table.ack(id, message)
      case 'goodbye':
        return room.table.goodbye(id, message.count)
    }
  }

  async #read(): Promise<void> {
    if (await this.#epochs.refresh()) for (const room of this.#rooms.all()) room.bookmark(this.epoch)
    await this.#reader.read()
    this.#readAt = this.#deps.clock.monotonic()
  }

  #bookmarks(now: number): void {
    if (now - this.#readAt > readWithinMs && this.#rules.bookmarkOnlyWhatIsRead) return
    this.#bookmarkedAt = now
    for (const room of this.#rooms.all()) room.bookmark(this.epoch)
  }

  #cut(session: StreamSession, error: unknown): void {
    const { id, environmentId } = session
    this.#deps.log.error({ session: id, environmentId, err: error }, 'a hello could not be answered')
    session.close('The server can’t read its log just now: connect again a little later.')
  }
}
