import { randomBytes } from 'node:crypto'
import type { Json, Kill, StoredKill } from '@ripcord/model'
import { ulid } from '@ripcord/model'
import type { Ack, Hello, ServerMessage } from '@ripcord/sync'
import type { Clock } from '../../clock.js'
import { createKeyRing } from '../../secrets/create-key-ring.js'
import type { KeyRing } from '../../secrets/key-ring.js'
import { openSqliteStorage } from '../../storage/sqlite/open.js'
import type { Storage } from '../../storage/storage.js'
import { actor, commit, createShop, putFlag, sentFlag } from '../../storage/testing/drafts.js'
import type { Adopted } from '../held-kills.js'
import { Hub, type HubDeps } from '../hub.js'
import type { StreamLog, StreamSession } from '../session.js'

export const environmentId = 'env-production'

/** A clock moved by hand; both of its times move together. */
export class ManualClock implements Clock {
  #ms = Date.parse('2026-01-01T00:00:00Z')

  now(): Date {
    return new Date(this.#ms)
  }

  monotonic(): number {
    return this.#ms
  }

  advance(ms: number): void {
    this.#ms += ms
  }
}

/** A log that remembers its warnings, and what it was told besides. */
export class HeardLog implements StreamLog {
  readonly warnings: string[] = []
  readonly news: string[] = []
  info(_fields: object, message: string): void {
    this.news.push(message)
  }
  warn(_fields: object, message: string): void {
    this.warnings.push(message)
  }
  error(_fields: object, message: string): void {
    this.warnings.push(message)
  }
}

let sessions = 0

/** A client without a socket. */
export class FakeSession implements StreamSession {
  readonly id = `session-${++sessions}`
  readonly environmentId: string
  readonly got: ServerMessage[] = []
  closed: string | undefined

  constructor(environment = environmentId) {
    this.environmentId = environment
  }

  send(message: ServerMessage): void {
    this.got.push(message)
  }

  sendAll(messages: readonly ServerMessage[]): void {
    this.got.push(...messages)
  }

  close(because: string): void {
    this.closed = because
  }

  /** What came since the last call. */
  take(): ServerMessage[] {
    return this.got.splice(0)
  }

  takeTypes(): string[] {
    return this.take().map((message) => message.type)
  }
}

export interface TestHub {
  hub: Hub
  storage: Storage
  keyRing: KeyRing
  clock: ManualClock
  log: HeardLog
  adopted: Kill[]
  /** A server that starts again on the same database, with `mint` at its opening. */
  restart(deps?: Partial<HubDeps>): Promise<TestHub>
}

/** A hub over a real database in memory with the project `shop`, its kills adopted by nobody but a list. */
export async function testHub(options: { keyAgeDays?: number } & Partial<HubDeps> = {}): Promise<TestHub> {
  const { keyAgeDays = 30, ...deps } = options
  const clock = new ManualClock()
  const storage = await openSqliteStorage({
    file: ':memory:',
    clock,
    mint: 'the test starts',
    every: () => () => undefined,
  })
  await createShop(storage)
  const madeAt = new Date(clock.now().getTime() - keyAgeDays * 86_400_000)
  const keyRing = createKeyRing(randomBytes(32), madeAt)
  return build(storage, keyRing, clock, deps)
}

async function build(
  storage: Storage,
  keyRing: KeyRing,
  clock: ManualClock,
  deps: Partial<HubDeps>,
): Promise<TestHub> {
  const log = new HeardLog()
  const adopted: Kill[] = []
  const adoptKill = async (_environmentId: string, kill: Kill): Promise<Adopted> => {
    adopted.push(kill)
    await putKill(storage, kill)
    return { type: 'adopted', killId: kill.killId }
  }
  const hub = new Hub({ storage, keyRing, clock, log, adoptKill, ...deps })
  await hub.start()
  const restart = async (other: Partial<HubDeps> = {}) => {
    await storage.epochs.mint('the server starts again')
    return build(storage, keyRing, clock, { ...deps, ...other })
  }
  return { hub, storage, keyRing, clock, log, adopted, restart }
}

let boots = 0

export function hello(parts: Partial<Hello> = {}): Hello {
  return {
    protocol: 1,
    count: 1,
    bootId: `boot-${String(++boots).padStart(20, '0')}`,
    follows: [],
    instance: {
      service: 'checkout',
      version: '1.4.2',
      host: 'node-1',
      sdk: { name: 'ripcord-node', version: '0.1.0' },
    },
    highestEpoch: null,
    held: null,
    kills: [],
    notServing: [],
    ...parts,
  }
}

export function ack(parts: Partial<Ack> & Pick<Ack, 'count' | 'epoch'>): Ack {
  return { applied: 0, whole: true, added: [], removed: [], notServing: [], ...parts }
}

export function makeKill(keyRing: KeyRing, clock: Clock, parts: Partial<Kill> = {}): Kill {
  const kill: Kill = {
    killId: `kill-${randomBytes(6).toString('hex')}`,
    cause: 'manual',
    actor,
    reason: 'it burns',
    episode: randomBytes(6).toString('hex'),
    firstCommit: { epoch: ulid(0, new Uint8Array(10)), revision: 2, at: clock.now().toISOString() },
    serves: { checkout: { type: 'variant', variant: 'off', value: false } },
    mac: '',
    ...parts,
  }
  return { ...kill, mac: keyRing.killMac(environmentId, kill) }
}

/** Commits a kill as the kills' service does. */
export async function putKill(
  storage: Storage,
  kill: Kill,
  lifted: StoredKill['lifted'] = null,
): Promise<number> {
  const { change } = await storage.changes.transact({ project: 'shop', reads: [] }, () =>
    commit(
      {
        kind: lifted === null ? 'flags.killed' : 'flags.restored',
        entities: [{ kind: 'kill', environment: 'production', key: kill.killId, value: { ...kill, lifted } }],
        sent: [
          {
            environment: 'production',
            entities: [
              { kind: 'kill', key: kill.killId, value: lifted === null ? (kill as unknown as Json) : null },
            ],
          },
        ],
      },
      null,
    ),
  )
  return change?.revision ?? 0
}

export function liftKill(storage: Storage, kill: Kill): Promise<number> {
  return putKill(storage, kill, { at: '2026-01-01T00:00:00.000Z', actor, reason: 'it is mended' })
}

/** Several flags in one change of production. */
export async function putFlags(storage: Storage, keys: readonly string[], value: Json): Promise<void> {
  await storage.changes.transact({ project: 'shop', reads: [] }, () =>
    commit(
      { sent: [{ environment: 'production', entities: keys.map((key) => sentFlag(key, value)) }] },
      null,
    ),
  )
}

/** What a client that stands at the head holds. */
export async function heldAtHead(storage: Storage): Promise<NonNullable<Hello['held']>> {
  const head = await storage.changes.environmentHead(environmentId)
  return { epoch: await storage.epochs.current(), ...head }
}

/** A client at the head, its hello answered, with what it got taken away. */
export async function liveSession(
  { hub, storage }: TestHub,
  parts: Partial<Hello> = {},
): Promise<FakeSession> {
  const session = new FakeSession()
  hub.connect(session)
  await hub.receive(session, { type: 'hello', ...hello({ held: await heldAtHead(storage), ...parts }) })
  session.take()
  return session
}

/** All that a new session gets for its hello. */
export async function answersTo({ hub }: TestHub, parts: Partial<Hello>): Promise<ServerMessage[]> {
  const session = new FakeSession()
  hub.connect(session)
  await hub.receive(session, { type: 'hello', ...hello(parts) })
  return session.take()
}

export function types(messages: readonly ServerMessage[]): string[] {
  return messages.map((message) => message.type)
}

export { actor, putFlag }
