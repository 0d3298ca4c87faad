import type { Clock } from '../clock.js'
import type { KeyRing } from '../secrets/key-ring.js'
import type { Storage } from '../storage/storage.js'
import { EnvironmentFeed } from './environment-feed.js'
import { type InstanceChanged, InstanceTable } from './instances.js'
import { Room } from './room.js'
import type { HubRules } from './rules.js'

export interface RoomsDeps {
  storage: Pick<Storage, 'changes' | 'projects' | 'instances'>
  keyRing: KeyRing
  clock: Clock
  rules: HubRules
  /** A room was opened; from now on its feed is to be read. */
  opened: (room: Room) => void
  /** An instance has changed, and is to be stored. */
  changed: InstanceChanged
}

/** What is asked for does not exist; `because` is a sentence. */
export class UnknownEnvironment extends Error {
  constructor(environmentId: string) {
    super(`There is no environment ${environmentId}`)
    this.name = 'UnknownEnvironment'
  }
}

/** The rooms of all environments that somebody has asked for, each opened once. */
export class Rooms {
  readonly #deps: RoomsDeps
  readonly #rooms = new Map<string, Promise<Room>>()
  readonly #open = new Map<string, Room>()

  constructor(deps: RoomsDeps) {
    this.#deps = deps
  }

  /** Rejects where the log can't be read; the next call tries again. @throws UnknownEnvironment */
  of(environmentId: string): Promise<Room> {
    const known = this.#rooms.get(environmentId)
    if (known !== undefined) return known
    const opening = this.#openRoom(environmentId)
    this.#rooms.set(environmentId, opening)
    opening.catch(() => this.#rooms.delete(environmentId))
    return opening
  }

  /** Undefined where the environment's room is not open. */
  ifOpen(environmentId: string): Room | undefined {
    return this.#open.get(environmentId)
  }

  /** Those that are open. */
  all(): Room[] {
    return [...this.#open.values()]
  }

  async #openRoom(environmentId: string): Promise<Room> {
    const { storage, keyRing, clock, rules, opened, changed } = this.#deps
    const at = await storage.projects.environment(environmentId)
    if (at === undefined) throw new UnknownEnvironment(environmentId)
    const records = await storage.instances.list(environmentId)
    const table = new InstanceTable(environmentId, clock, records, changed, rules)
    const feed = await EnvironmentFeed.open(at, storage.changes, keyRing)
    const room = new Room(feed, table, rules)
    this.#open.set(environmentId, room)
    opened(room)
    return room
  }
}
