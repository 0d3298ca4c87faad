import {
  type AckRequest,
  type GoodbyeRequest,
  type Hello,
  type PollAnswer,
  parseAckRequest,
  parseHello,
} from '@ripcord/sync'
import type { AckAnswer, Failure, PollingSource, SnapshotAnswer } from '../../sdk/src/sources/polling.js'
import type { SimClient } from './client.js'
import type { Surroundings } from './surroundings.js'

const timeoutMs = 10_000

/** A client's requests: lost on the way there, lost on the way back, slow, refused, or answered. */
export class SimPolling implements PollingSource {
  readonly #at: Surroundings
  readonly #client: SimClient

  constructor(at: Surroundings, client: SimClient) {
    this.#at = at
    this.#client = client
  }

  snapshot(_base: string, hello: Hello, etag: string | null): Promise<SnapshotAnswer | Failure> {
    const { server, relay } = this.#at
    const asked = overTheWire(hello)
    const parsed = parseHello(asked)
    if ('problem' in parsed) throw new Error(`a client said what is no hello: ${parsed.problem}`)
    return this.#exchange<SnapshotAnswer>(() =>
      server.snapshot(parsed.ok, etag)?.then((found) => {
        const answer = overTheWire(found.answer)
        if (found.type === 'notModified') return { type: 'answered', status: 304, snapshot: null, answer }
        const snapshot: unknown = JSON.parse(relay.pass(found.snapshot.plain().toString('utf8')))
        return { type: 'answered', status: 200, snapshot, answer }
      }),
    )
  }

  ack(_base: string, request: AckRequest): Promise<AckAnswer | Failure> {
    const parsed = parseAckRequest(overTheWire(request))
    if ('problem' in parsed) throw new Error(`a client posted what is no word: ${parsed.problem}`)
    const { hello, ack } = parsed.ok
    const answered = (answer: PollAnswer): AckAnswer => ({ type: 'answered', answer: overTheWire(answer) })
    return this.#exchange(() => this.#at.server.poll(hello, ack)?.then(answered))
  }

  goodbye(_base: string, goodbye: GoodbyeRequest): Promise<{ type: 'answered' } | Failure> {
    return this.#exchange(() =>
      this.#at.server.goodbye(overTheWire(goodbye))?.then(() => ({ type: 'answered' as const })),
    )
  }

  report(): Promise<Failure> {
    return Promise.resolve({ type: 'failed', because: 'reports are not simulated' })
  }

  close(): void {}

  /** `ask` answers undefined where nobody listens. */
  #exchange<T>(ask: () => Promise<T> | undefined): Promise<T | Failure> {
    const { agenda, noise } = this.#at
    const { random, link } = this.#client
    const [isLost, isBusy, isAnswerLost] = [random.chance(0.03), random.chance(0.03), random.chance(0.03)]
    const retryAfterMs = random.between(0, 3_000)
    const delays = [this.#delay(), this.#delay()] as const
    return new Promise((resolve) => {
      const end = (answer: T | Failure) => {
        endTimeout()
        this.#client.do(() => resolve(answer))
      }
      const fail = (because: string, refusal: Partial<Failure> = {}) =>
        end({ type: 'failed', because, ...refusal })
      const endTimeout = agenda.after(timeoutMs, () => fail('no answer in time'))
      agenda.after(delays[0], () => {
        if (link.isBlack || (isLost && noise.has('lostRequests'))) return
        if (isBusy && noise.has('busyServer')) return fail('come back later', { status: 503, retryAfterMs })
        const asked = ask()
        if (asked === undefined) return fail('connection refused')
        asked.then(
          (answer) =>
            agenda.after(delays[1], () => {
              if (!link.isBlack && !(isAnswerLost && noise.has('lostRequests'))) end(answer)
            }),
          (error: unknown) => fail(String(error), { status: 500, retryAfterMs }),
        )
      })
    })
  }

  /** Most are quick; a few take so long that a stream opens and closes meanwhile. */
  #delay(): number {
    const { random, link } = this.#client
    const isSlow = random.chance(0.15) && this.#at.noise.has('slowRequests')
    return random.next() * (isSlow ? 4_000 : 2 * link.latencyMs)
  }
}

function overTheWire<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
