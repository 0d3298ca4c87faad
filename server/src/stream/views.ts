import type { Epoch, Kill } from '@ripcord/model'
import type { Storage } from '../storage/storage.js'
import {
  type InstanceView,
  isConnected,
  type Propagation,
  propagationOf,
  type ShownInstances,
  viewInstance,
} from './propagation.js'
import type { Member, Room } from './room.js'
import type { Rooms } from './rooms.js'
import type { HubRules } from './rules.js'

export interface ViewsDeps {
  rooms: Rooms
  storage: Pick<Storage, 'changes'>
  rules: HubRules
  /** The present epoch. */
  epoch: () => Epoch
  /** Monotonic milliseconds. */
  monotonic: () => number
  /** Stores the list of instances. */
  store: () => Promise<void>
  /** Whether a service has evaluated one of the flags in the last seven days. */
  evaluates: (environmentId: string, service: string, flags: readonly string[]) => boolean
}

/** What people are shown of the processes, and of how far a kill has come; and what they say about them. */
export class Views {
  readonly #deps: ViewsDeps

  constructor(deps: ViewsDeps) {
    this.#deps = deps
  }

  async propagation(
    environmentId: string,
    killId: string,
    shown: ShownInstances,
  ): Promise<Propagation | undefined> {
    const { rooms, rules, epoch, monotonic, evaluates } = this.#deps
    const room = await rooms.of(environmentId)
    const { feed, table } = room
    const kill = feed.kills.get(killId) ?? (await this.#killOfLog(room, killId))
    if (kill === undefined) return undefined
    const flags = Object.keys(kill.serves)
    return propagationOf({
      kill,
      records: table.records(),
      shown,
      epoch: epoch(),
      countsLost: rules.countLost,
      lag: (applied) => feed.lag(applied),
      concerns: (service) => evaluates(environmentId, service, flags),
      cannotAcknowledge: room.cannotAcknowledge(monotonic()),
    })
  }

  async instances(environmentId: string): Promise<InstanceView[]> {
    const { feed, table } = await this.#deps.rooms.of(environmentId)
    return table.records().map((record) => viewInstance(record, (applied) => feed.lag(applied)))
  }

  async strike(environmentId: string, id: string): Promise<boolean> {
    const { table } = await this.#deps.rooms.of(environmentId)
    const struck = table.strike(id)
    await this.#deps.store()
    return struck
  }

  /** A kill that does not stand at the head: it was lifted, or has just been committed. */
  async #killOfLog({ feed }: Room, killId: string): Promise<Kill | undefined> {
    const { key } = feed.environment
    const reads = [{ kind: 'kill' as const, environment: key, keys: [killId] }]
    const state = await this.#deps.storage.changes.read(feed.project.key, reads)
    return state.get('kill', key, killId)?.value ?? undefined
  }
}

export interface HubNumbers {
  sessions: number
  liveSessions: number
  environments: number
  connectedInstances: number
}

/** Plain figures, for metrics. */
export function numbersOf(members: readonly Member[], rooms: readonly Room[]): HubNumbers {
  const records = rooms.flatMap((room) => room.table.records())
  return {
    sessions: members.length,
    liveSessions: members.filter((member) => member.live).length,
    environments: rooms.length,
    connectedInstances: records.filter(isConnected).length,
  }
}
