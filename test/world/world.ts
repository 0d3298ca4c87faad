import { randomUUID } from 'node:crypto'
import { createSyncMachine } from '@ripcord/sync'
import { connect } from '../../sdk/src/connect.js'
import { openDiskCache } from '../../sdk/src/disk/disk-cache.js'
import { FakeClock } from '../../sdk/src/testing/fake-clock.js'
import type { Client, JsonValue } from '../../sdk/src/types.js'
import { by, createFlag } from '../../server/src/changes/testing/house.js'
import { project } from '../simulation/database.js'
import { WorldServer } from './server.js'
import { Way } from './way.js'

export const production = 'production'

/** A real client and its way to the server. */
export interface WorldClient {
  readonly client: Client
  readonly way: Way
  readonly name: string
}

export interface ClientParts {
  mode?: 'stream' | 'polling'
  cacheDir?: string
  overrides?: { readonly [flagKey: string]: JsonValue }
  /** The service that it is a process of; one of its own name where left out. */
  service?: string
  /** Whether it reports what it counts. */
  reports?: boolean
}

const stepMs = 100
const patienceMs = 10 * 60_000

/** A real server and real clients in one process. Time passes by hand, on both sides alike. */
export class World {
  readonly server = new WorldServer()
  readonly clients: WorldClient[] = []
  readonly #clock = new FakeClock()
  #passedMs = 0

  static async open(): Promise<World> {
    const world = new World()
    await world.server.start()
    return world
  }

  addClient(name: string, parts: ClientParts = {}): WorldClient {
    const { mode = 'stream', cacheDir, overrides = {}, service = name, reports = false } = parts
    const way = new Way(this.server)
    const client = connect(
      {
        url: 'http://one.test',
        sdkKey: 'rk_srv_0123456789abcdef_secret',
        application: { name: service, version: '1' },
        host: name,
        cacheDir: cacheDir ?? false,
        logger: false,
        reportIntervalMs: reports ? 10_000 : false,
        pollIntervalMs: 2_000,
        mode,
        overrides,
      },
      {
        clock: this.#clock,
        environment: {},
        random: Math.random,
        bootId: () => randomUUID(),
        machine: createSyncMachine,
        disk: openDiskCache,
        stream: (_key, _agenda, events) => way.stream(events),
        polling: () => way.polling(),
      },
    )
    const added = { client, way, name }
    this.clients.push(added)
    return added
  }

  async pass(ms: number): Promise<void> {
    for (const end = this.#passedMs + ms; this.#passedMs < end; ) {
      this.#passedMs += stepMs
      this.server.clock.advance(stepMs)
      if (this.#passedMs % 1_000 === 0) await this.server.tick()
      await this.#clock.advance(stepMs)
    }
  }

  /** Lets time pass until `why` answers undefined; throws what it answered last where that takes too long. */
  async until(why: () => string | undefined | Promise<string | undefined>): Promise<void> {
    for (const end = this.#passedMs + patienceMs; ; await this.pass(stepMs)) {
      const because = await why()
      if (because === undefined) return
      if (this.#passedMs > end) throw new Error(`not within ${patienceMs / 1_000} s: ${because}`)
    }
  }

  /** Until these clients (all where none are named) are READY at the head of the server's log, in its epoch. */
  async settled(clients: readonly WorldClient[] = this.clients): Promise<void> {
    await this.until(async () => {
      const { revision } = await this.server.storage.changes.environmentHead(`env-${production}`)
      const { epoch } = this.server.hub
      for (const { client, name } of clients) {
        const { status, position } = client.status
        if (status !== 'READY') return `${name} is ${status}`
        if (position?.epoch !== epoch || position.revision !== revision)
          return `${name} is at ${JSON.stringify(position)}, the log at ${epoch}/${revision}`
      }
      return undefined
    })
  }

  /** A text flag that serves `on` to everybody, and `off` when it is killed, unless `settings` say otherwise. */
  async createFlag(key: string, settings: object = {}): Promise<void> {
    await createFlag(this.server.house, key, {
      type: 'string',
      variants: { on: 'on', off: 'off' },
      environments: {
        [production]: { enabled: true, default: { type: 'variant', variant: 'on' }, ...settings },
      },
    })
  }

  /** One change of all these flags, after which they serve `value`. */
  async edit(keys: readonly string[], value: string): Promise<void> {
    const edits = keys.map((flag) => ({
      type: 'definition' as const,
      flag,
      patch: { variants: { on: value, off: 'off' } },
    }))
    await this.server.house.flags.change(project, edits, by)
  }

  /** A person kills these flags; answers the id. */
  async kill(keys: readonly string[], episode?: string): Promise<string> {
    const target = { type: 'flags' as const, flags: [...keys] }
    const { kill } = await this.server.house.kills.kill(project, production, { target, episode }, by)
    return kill.killId
  }

  async restore(killId: string): Promise<void> {
    await this.server.house.kills.restore(project, production, killId, by)
  }

  /** The server dies, and another one starts on what there is. */
  async restart(how?: Parameters<WorldServer['start']>[0]): Promise<void> {
    await this.server.die()
    await this.server.start(how)
  }
}
