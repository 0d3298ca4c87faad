import { type Hello, parseAckRequest, parseHello, type SyncEffect, type SyncInput } from '@ripcord/sync'
import type { Agenda } from './agenda.js'
import type { Link } from './connection.js'
import type { Random } from './random.js'
import type { SimServer } from './server.js'

export type RequestEffect = Extract<SyncEffect, { type: 'getSnapshot' | 'postAck' }>
type Answer = Extract<SyncInput, { type: 'snapshotAnswered' | 'ackAnswered' | 'requestFailed' }>

const timeoutMs = 10_000

interface Way {
  agenda: Agenda
  random: Random
  server: SimServer
  link: Link
  relay: Relay
}

/** Something on the way that keeps snapshots, and at times answers with one that is no longer new. */
export class Relay {
  isLazy = true
  readonly #kept: string[] = []
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  pass(snapshot: string): string {
    this.#kept.push(snapshot)
    if (this.#kept.length > 8) this.#kept.shift()
    return this.isLazy && this.#random.chance(0.1) ? (this.#random.pick(this.#kept) ?? snapshot) : snapshot
  }
}

/** One GET or POST: lost on the way there, lost on the way back, slow, refused, or answered; exactly one answer. */
export function request(way: Way, effect: RequestEffect, answered: (answer: Answer) => void): void {
  const { agenda, random, link } = way
  let isOver = false
  const end = (answer: Answer) => {
    if (isOver) return
    isOver = true
    answered(answer)
  }
  const fail = (because: string, status?: number) =>
    end({
      type: 'requestFailed',
      request: effect.request,
      because,
      ...(status === undefined ? {} : { status, retryAfterMs: random.between(0, 3_000) }),
    })
  agenda.after(timeoutMs, () => fail('no answer in time'))
  agenda.after(delay(way), () => {
    if (link.isBlack || random.chance(0.03)) return
    if (random.chance(0.03)) return fail('come back later', 503)
    const asked = ask(way, effect)
    if (asked === undefined) return fail('connection refused')
    asked.then(
      (answer) =>
        agenda.after(delay(way), () => {
          if (!link.isBlack && !random.chance(0.03)) end(answer)
        }),
      (error: unknown) => fail(String(error), 500),
    )
  })
}

/** Most are quick; a few take so long that a stream opens and closes meanwhile. */
function delay({ random, link }: Way): number {
  return random.next() * (random.chance(0.15) ? 4_000 : 2 * link.latencyMs)
}

function ask(way: Way, effect: RequestEffect): Promise<Answer> | undefined {
  return effect.type === 'getSnapshot' ? get(way, effect) : post(way.server, effect)
}

function get(
  { server, relay }: Way,
  { request, hello, etag }: Extract<RequestEffect, { type: 'getSnapshot' }>,
): Promise<Answer> | undefined {
  return server.snapshot(overTheWire(hello), etag)?.then((found): Answer => {
    const answer = overTheWire(found.answer)
    if (found.type === 'notModified')
      return { type: 'snapshotAnswered', request, status: 304, snapshot: undefined, answer }
    const snapshot: unknown = JSON.parse(relay.pass(found.snapshot.plain().toString('utf8')))
    return { type: 'snapshotAnswered', request, status: 200, snapshot, answer }
  })
}

function post(
  server: SimServer,
  { request, hello, ack }: Extract<RequestEffect, { type: 'postAck' }>,
): Promise<Answer> | undefined {
  const parsed = parseAckRequest(JSON.parse(JSON.stringify({ hello, ack })))
  if ('problem' in parsed) throw new Error(`a client posted what is no word: ${parsed.problem}`)
  return server
    .poll(parsed.ok.hello, parsed.ok.ack)
    ?.then((answer): Answer => ({ type: 'ackAnswered', request, answer: overTheWire(answer) }))
}

function overTheWire<T extends Hello | object>(value: T): T {
  const read = JSON.parse(JSON.stringify(value)) as T
  if ('bootId' in read && 'problem' in parseHello(read)) throw new Error('a client said what is no hello')
  return read
}
