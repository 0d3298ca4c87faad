import type { Epoch } from '@ripcord/model'
import type { Hello, ServerMessage } from '@ripcord/sync'
import type { ChangeStore, SentChange } from '../storage/storage.js'
import { type CatchUp, catchUp } from './catch-up.js'
import type { EnvironmentFeed } from './environment-feed.js'
import type { InstanceTable } from './instances.js'
import { changesMessage, killMessages } from './publish.js'
import type { HubRules } from './rules.js'
import type { StreamSession } from './session.js'

/** Catch-ups remembered for one head: a herd comes back from few positions. */
const rememberedCatchUps = 64
/** A client that asks without saying who it is counts as there for so long, milliseconds. */
const strangerMs = 2 * 60_000
const mostStrangers = 1_000

/** A session within its environment's room. */
export interface Member {
  readonly session: StreamSession
  /** Changes and bookmarks go to those alone whose hello was answered; kills go to all. */
  live: boolean
  /** The newest hello that is not answered. */
  asked: Hello | undefined
  answering: Promise<void> | undefined
  /** Whether the list of instances knows it. */
  listed: boolean
}

/** One environment's clients, beside the log that they follow. */
export class Room {
  readonly feed: EnvironmentFeed
  readonly table: InstanceTable
  readonly members = new Set<Member>()
  readonly #rules: HubRules
  readonly #strangers = new Map<string, number>()
  #catchUps: { head: object; epoch: Epoch; answers: Map<string, Promise<CatchUp>> } | undefined

  constructor(feed: EnvironmentFeed, table: InstanceTable, rules: HubRules) {
    this.feed = feed
    this.table = table
    this.#rules = rules
  }

  /** Rows that the feed has taken up: their kills first, to everybody. */
  publish(rows: readonly SentChange[], epoch: Epoch): void {
    const proof = this.feed.proof(epoch)
    const kills = this.#rules.sendKillsAhead ? killMessages(rows, epoch, proof) : []
    const changes = rows.map((row) => changesMessage(row, epoch, proof))
    // The change that a kill is made by is one write with it; of more changes none is to hold up a kill.
    if (rows.length === 1) return this.#toAll(kills, [...kills, ...changes])
    for (const { session } of this.members) session.sendAll(kills)
    for (const message of changes) this.#toLive(message)
  }

  #toAll(kills: readonly ServerMessage[], all: readonly ServerMessage[]): void {
    for (const { live, session } of this.members) session.sendAll(live ? all : kills)
  }

  bookmark(epoch: Epoch): void {
    this.#toLive(this.feed.bookmark(epoch))
  }

  #toLive(message: ServerMessage): void {
    for (const { live, session } of this.members) if (live) session.send(message)
  }

  /** How a client gets to the head; made once for all who hold the same, as long as the head stays. */
  catchUp(changes: ChangeStore, held: Hello['held'], epoch: Epoch): Promise<CatchUp> {
    const { head } = this.feed
    if (this.#catchUps?.head !== head || this.#catchUps.epoch !== epoch)
      this.#catchUps = { head, epoch, answers: new Map() }
    const { answers } = this.#catchUps
    const key = held === null ? '' : `${held.revision} ${held.hashes.kills} ${held.hashes.flags}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = catchUp(changes, this.feed, held, epoch, this.#rules)
    if (answers.size < rememberedCatchUps) answers.set(key, answer)
    answer.catch(() => answers.delete(key))
    return answer
  }

  /** A client that asks without a hello. `id`: whatever tells two of them apart. */
  stranger(id: string, now: number): void {
    if (this.#strangers.size >= mostStrangers && !this.#strangers.has(id)) this.#forgetStrangers(now)
    if (this.#strangers.size < mostStrangers || this.#strangers.has(id)) this.#strangers.set(id, now)
  }

  /** Clients that get flags and can't be asked what they hold. */
  cannotAcknowledge(now: number): number {
    this.#forgetStrangers(now)
    const unlisted = [...this.members].filter((member) => !member.listed).length
    return unlisted + this.#strangers.size
  }

  #forgetStrangers(now: number): void {
    for (const [id, at] of this.#strangers) if (now - at > strangerMs) this.#strangers.delete(id)
  }
}
