import type { Kill, Position, SectionHashes, SentEntity } from '@ripcord/model'
import { emptyStateHash, entityHash, type Section, sectionOf, toggleHash } from '@ripcord/model/plain'
import type {
  Ack,
  AckRequest,
  BookmarkMessage,
  ClientMessage,
  GoodbyeRequest,
  Hello,
  PollAnswer,
  Report,
  ServerMessage,
  Snapshot,
} from '@ripcord/sync'
import { etagOf } from '@ripcord/sync'
import type { AckAnswer, Failure, PollingSource, SnapshotAnswer } from '../sources/polling.js'
import type { StreamEvents, StreamSource } from '../sources/stream.js'
import { epochOf, killEntity } from './samples.js'

type Refusal = Omit<Failure, 'type'>

/** A server of one environment, as far as a client can tell; it answers when promises run. */
export class FakeServer {
  epoch = epochOf(1)
  revision = 1
  environmentId = 'env-1'
  /** Set: every request and every stream is refused so. */
  refusal: Refusal | undefined
  /** Requests and streams get no answer at all. */
  isHanging = false
  /** Streams alone are refused. */
  refusesStreams = false
  readonly asked: string[] = []
  readonly hellos: Hello[] = []
  readonly acks: Ack[] = []
  readonly reports: Report[] = []
  readonly goodbyes: ClientMessage[] = []
  readonly streams = new Set<FakeStream>()
  /** Streams that were opened, in all. */
  opened = 0
  #entities = new Map<string, SentEntity>()

  constructor(entities: readonly SentEntity[] = []) {
    for (const entity of entities) this.#entities.set(`${entity.kind} ${entity.key}`, entity)
  }

  get at(): Position {
    return { epoch: this.epoch, revision: this.revision }
  }

  get hashes(): SectionHashes {
    const hashes = { kills: emptyStateHash, flags: emptyStateHash }
    for (const { kind, key, value } of this.#entities.values())
      hashes[sectionOf[kind]] = toggleHash(hashes[sectionOf[kind]], entityHash(kind, key, value))
    return hashes
  }

  get bookmark(): BookmarkMessage {
    return { type: 'bookmark', at: this.at, hashes: this.hashes, proof: 'proof' }
  }

  get snapshot(): Snapshot {
    return {
      protocol: 1,
      environment: { id: this.environmentId, key: 'production', project: 'shop' },
      at: this.at,
      proof: 'proof',
      hashes: this.hashes,
      sections: this.#sections([...this.#entities.values()]),
    }
  }

  /** Commits a change and sends it to whoever streams. */
  change(...entities: SentEntity[]): void {
    const from = this.revision
    this.revision += 1
    for (const entity of entities) {
      const id = `${entity.kind} ${entity.key}`
      if (entity.value === null) this.#entities.delete(id)
      else this.#entities.set(id, entity)
    }
    this.broadcast({
      type: 'changes',
      epoch: this.epoch,
      proof: 'proof',
      from,
      to: this.revision,
      hashes: this.hashes,
      sections: this.#sections(entities),
    })
  }

  kill(kill: Kill): void {
    this.broadcast({ type: 'kill', epoch: this.epoch, proof: 'proof', revision: this.revision + 1, kill })
    this.change(killEntity(kill))
  }

  broadcast(message: ServerMessage): void {
    for (const stream of this.streams) stream.deliver(message)
  }

  /** Ends all streams, as a cut would. */
  cut(): void {
    for (const stream of this.streams) stream.cut('transport close')
  }

  hear(stream: FakeStream, message: ClientMessage): void {
    if (message.type === 'goodbye') this.goodbyes.push(message)
    else if (message.type === 'ack') this.acks.push(message)
    else {
      this.hellos.push(message)
      if (message.held === null || etagOf(message.held.hashes) !== etagOf(this.hashes))
        stream.deliver({ type: 'resync', epoch: this.epoch, proof: 'proof', because: 'new', mismatch: false })
      stream.deliver(this.bookmark)
    }
  }

  get pollAnswer(): PollAnswer {
    return { drop: null, bookmark: this.bookmark }
  }

  #sections(entities: readonly SentEntity[]): Snapshot['sections'] {
    const inSection = (name: Section) => entities.filter(({ kind }) => sectionOf[kind] === name)
    return [
      { name: 'kills', required: true, entities: inSection('kills') },
      { name: 'flags', required: true, entities: inSection('flags') },
    ]
  }
}

/** Finds the server of a URL; undefined = nobody listens there. */
export type Servers = (url: string) => FakeServer | undefined

export class FakeStream implements StreamSource {
  readonly #servers: Servers
  readonly #events: StreamEvents
  #server: FakeServer | undefined

  constructor(servers: Servers, events: StreamEvents) {
    this.#servers = servers
    this.#events = events
  }

  open(base: string): void {
    void this.close()
    const server = this.#servers(base)
    server?.asked.push('stream')
    if (server?.isHanging === true) return
    queueMicrotask(() => {
      if (server === undefined || server.refusesStreams)
        return this.#events.closed('connect ECONNREFUSED', {})
      if (server.refusal !== undefined) return this.#events.closed(server.refusal.because, server.refusal)
      this.#server = server
      server.streams.add(this)
      server.opened += 1
      this.#events.opened()
    })
  }

  send(message: ClientMessage): void {
    const server = this.#server
    const copy = structuredClone(message)
    if (copy.type === 'goodbye') server?.hear(this, copy)
    else queueMicrotask(() => server?.hear(this, copy))
  }

  close(): Promise<void> {
    this.#server?.streams.delete(this)
    this.#server = undefined
    return Promise.resolve()
  }

  deliver(message: ServerMessage): void {
    const copy = structuredClone(message)
    const server = this.#server
    queueMicrotask(() => {
      if (server !== undefined && this.#server === server) this.#events.message(copy)
    })
  }

  cut(because: string): void {
    if (this.#server === undefined) return
    void this.close()
    this.#events.closed(because, {})
  }
}

export class FakePolling implements PollingSource {
  readonly #servers: Servers
  isClosed = false

  constructor(servers: Servers) {
    this.#servers = servers
  }

  snapshot(base: string, hello: Hello, etag: string | null): Promise<SnapshotAnswer | Failure> {
    return this.#answer(base, 'snapshot', (server): SnapshotAnswer => {
      server.hellos.push(structuredClone(hello))
      const answer = structuredClone(server.pollAnswer)
      if (etag === etagOf(server.hashes)) return { type: 'answered', status: 304, snapshot: null, answer }
      return { type: 'answered', status: 200, snapshot: structuredClone(server.snapshot), answer }
    })
  }

  ack(base: string, request: AckRequest): Promise<AckAnswer | Failure> {
    return this.#answer(base, 'ack', (server): AckAnswer => {
      server.acks.push(structuredClone(request.ack))
      return { type: 'answered', answer: structuredClone(server.pollAnswer) }
    })
  }

  goodbye(base: string, goodbye: GoodbyeRequest): Promise<{ type: 'answered' } | Failure> {
    return this.#answer(base, 'goodbye', (server) => {
      server.goodbyes.push({ type: 'goodbye', count: goodbye.count })
      return { type: 'answered' as const }
    })
  }

  report(base: string, report: Report): Promise<{ type: 'answered' } | Failure> {
    return this.#answer(base, 'report', (server) => {
      server.reports.push(structuredClone(report))
      return { type: 'answered' as const }
    })
  }

  close(): void {
    this.isClosed = true
  }

  #answer<T>(base: string, what: string, answer: (server: FakeServer) => T): Promise<T | Failure> {
    const server = this.#servers(base)
    if (server === undefined) return Promise.resolve({ type: 'failed', because: 'connect ECONNREFUSED' })
    server.asked.push(what)
    if (server.isHanging) return new Promise(() => undefined)
    if (server.refusal !== undefined) return Promise.resolve({ type: 'failed', ...server.refusal })
    return Promise.resolve(answer(server))
  }
}
