import {
  type AckRequest,
  type ClientMessage,
  type GoodbyeRequest,
  type Hello,
  parseAckRequest,
  parseClientMessage,
  parseGoodbyeRequest,
  parseHello,
  parseReport,
  type Report,
  type ServerMessage,
} from '@ripcord/sync'
import type { AckAnswer, Failure, PollingSource, SnapshotAnswer } from '../../sdk/src/sources/polling.js'
import type { StreamEvents, StreamSource } from '../../sdk/src/sources/stream.js'
import { Outbox } from '../../server/src/stream/outbox.js'
import type { StreamSession } from '../../server/src/stream/session.js'
import { environmentId } from '../simulation/database.js'
import type { WorldServer } from './server.js'

type Asked = 'snapshot' | 'ack' | 'goodbye' | 'report'

const unreachable = 'connect ECONNREFUSED'
let sessions = 0

/** One client's way to the server, without sockets: it can be cut, and what comes down can be held and let go by hand. */
export class Way {
  readonly #server: WorldServer
  #cut: 'nothing' | 'streams' | 'everything' = 'nothing'
  #isHeld = false
  /** The outbox hands over what waits, kills first; it arrives when it is let go. */
  #isFlushing = false
  #holds: 'nothing' | 'requests' | 'answers' = 'nothing'
  #current: { session: StreamSession; outbox: Outbox; events: StreamEvents } | undefined
  /** What the outbox has handed over, and has not arrived. */
  #held: ServerMessage[] = []
  #waiting: { asked: Asked; goOn: () => void }[] = []
  #opening = 0

  constructor(server: WorldServer) {
    this.#server = server
    server.onDeath.add(() => this.#end('the server is gone'))
  }

  /** `streams`: requests still go through. */
  cut(what: 'streams' | 'everything' = 'everything'): void {
    this.#cut = what
    this.#end('the network')
  }

  mend(): void {
    this.#cut = 'nothing'
  }

  /** From now on the client reads nothing: what the server sends it waits, kills ahead of the rest. */
  hold(): void {
    this.#isHeld = true
  }

  /** Lets what waits arrive: all of it, or only messages of these types, which so overtake the others. */
  release(...types: ServerMessage['type'][]): void {
    this.#isFlushing = true
    this.#current?.outbox.flush()
    this.#isFlushing = false
    this.#isHeld = types.length > 0
    const passes = ({ type }: ServerMessage): boolean => types.length === 0 || types.includes(type)
    const passing = this.#held.filter(passes)
    this.#held = this.#held.filter((message) => !passes(message))
    for (const message of passing) this.#arrive(message)
  }

  /** What is asked from now on reaches the server when it is let go; or is answered at once, and the answer waits. */
  holdHttp(what: 'requests' | 'answers'): void {
    this.#holds = what
  }

  /** What was asked and waits. */
  get asked(): string[] {
    return this.#waiting.map(({ asked }) => asked)
  }

  releaseHttp(): void {
    this.#holds = 'nothing'
    for (const { goOn } of this.#waiting.splice(0)) goOn()
  }

  stream(events: StreamEvents): StreamSource {
    return {
      open: () => {
        this.#hangUp()
        const opening = this.#opening
        queueMicrotask(() => {
          if (opening === this.#opening) this.#open(events)
        })
      },
      send: (message) => this.#send(message),
      close: () => Promise.resolve(this.#hangUp()),
    }
  }

  polling(): PollingSource {
    return {
      snapshot: (_base, hello, etag) => this.#request('snapshot', () => this.#get(hello, etag)),
      ack: (_base, request) => this.#request('ack', () => this.#post(request)),
      goodbye: (_base, request) => this.#request('goodbye', () => this.#bye(request)),
      report: (_base, report) => this.#request('report', () => this.#report(report)),
      close: () => undefined,
    }
  }

  #open(events: StreamEvents): void {
    if (this.#cut !== 'nothing' || !this.#server.isUp) return events.closed(unreachable, {})
    const outbox = new Outbox(
      {
        canWrite: () => !this.#isHeld || this.#isFlushing,
        write: (message) => (this.#isFlushing ? void this.#held.push(message) : this.#arrive(message)),
        bytesOf: () => 1,
      },
      () => undefined,
    )
    const session: StreamSession = {
      id: `way-${++sessions}`,
      environmentId,
      send: (message) => outbox.push(message),
      sendAll: (messages) => outbox.pushAll(messages),
      close: (because) => this.#end(because),
    }
    this.#current = { session, outbox, events }
    this.#server.hub.connect(session)
    events.opened()
  }

  #arrive(message: ServerMessage): void {
    const current = this.#current
    const copy: unknown = overTheWire(message)
    queueMicrotask(() => {
      if (current !== undefined && this.#current === current) current.events.message(copy)
    })
  }

  #send(message: ClientMessage): void {
    const current = this.#current
    const parsed = parseClientMessage(overTheWire(message))
    if ('problem' in parsed) throw new Error(`a client said what can’t be read: ${parsed.problem}`)
    if (current !== undefined && this.#server.isUp) void this.#server.hub.receive(current.session, parsed.ok)
  }

  #end(because: string): void {
    const current = this.#current
    this.#hangUp()
    current?.events.closed(because, {})
  }

  #hangUp(): void {
    const current = this.#current
    this.#opening += 1
    this.#current = undefined
    this.#held = []
    if (current !== undefined && this.#server.isUp) this.#server.hub.disconnect(current.session)
  }

  async #request<T>(asked: Asked, ask: () => Promise<T>): Promise<T | Failure> {
    if (this.#isOut() || !this.#server.isUp) return { type: 'failed', because: unreachable }
    if (this.#holds === 'requests') await this.#wait(asked)
    const answer = await ask()
    if (this.#holds === 'answers') await this.#wait(asked)
    return this.#isOut() ? { type: 'failed', because: 'the network' } : answer
  }

  #wait(asked: Asked): Promise<void> {
    return new Promise((goOn) => this.#waiting.push({ asked, goOn }))
  }

  #isOut(): boolean {
    return this.#cut === 'everything'
  }

  async #get(hello: Hello, etag: string | null): Promise<SnapshotAnswer> {
    const parsed = parseHello(overTheWire(hello))
    if ('problem' in parsed) throw new Error(`a client said what is no hello: ${parsed.problem}`)
    const found = await this.#server.hub.snapshot(environmentId, { hello: parsed.ok }, etag)
    const answer: unknown = overTheWire(found.answer)
    if (found.type === 'notModified') return { type: 'answered', status: 304, snapshot: null, answer }
    const snapshot: unknown = JSON.parse(found.snapshot.plain().toString('utf8'))
    return { type: 'answered', status: 200, snapshot, answer }
  }

  async #post(request: AckRequest): Promise<AckAnswer> {
    const parsed = parseAckRequest(overTheWire(request))
    if ('problem' in parsed) throw new Error(`a client posted what is no word: ${parsed.problem}`)
    const answer: unknown = overTheWire(
      await this.#server.hub.poll(environmentId, parsed.ok.hello, parsed.ok.ack),
    )
    return { type: 'answered', answer }
  }

  async #bye(request: GoodbyeRequest): Promise<{ type: 'answered' }> {
    const parsed = parseGoodbyeRequest(overTheWire(request))
    if ('problem' in parsed) throw new Error(`a client said what is no goodbye: ${parsed.problem}`)
    await this.#server.hub.polledGoodbye(environmentId, parsed.ok)
    return { type: 'answered' }
  }

  async #report(report: Report): Promise<{ type: 'answered' }> {
    const parsed = parseReport(overTheWire(report))
    if ('problem' in parsed) throw new Error(`a client reported what can’t be read: ${parsed.problem}`)
    this.#server.counts.take(environmentId, parsed.ok)
    this.#server.guard.take(environmentId, parsed.ok)
    return { type: 'answered' }
  }
}

function overTheWire<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
