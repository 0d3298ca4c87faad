import { describe, expect, it } from 'vitest'
import { padded, reordered } from '../testing/changed-bodies.js'
import { corpus, type Format, type Scenario, scenarios, type Told } from './testing/corpus.js'
import { openDeployed } from './testing/deployed-app.js'

// Each sender's way to tell of each kind of trouble, through the door, with what becomes of it.

const hourMs = 3_600_000

class Trial {
  readonly #format: Format
  readonly #app: Awaited<ReturnType<typeof openDeployed>>

  private constructor(format: Format, app: Awaited<ReturnType<typeof openDeployed>>) {
    this.#format = format
    this.#app = app
  }

  /** A release waits for checkout 2.0.0, which is connected. */
  static async open(format: Format): Promise<Trial> {
    const app = await openDeployed({ sender: format.sender })
    await app.connect()
    await app.apply()
    return new Trial(format, app)
  }

  get now(): number {
    return this.#app.clock.now().getTime()
  }

  pass(ms: number): void {
    this.#app.clock.advance(ms)
  }

  bytes(more: Partial<Told> = {}, change = (body: unknown) => body): Buffer {
    const told = this.#format.tell({ status: 'succeeded', at: this.now, ...more })
    return Buffer.from(JSON.stringify(change(told)))
  }

  /** The status, and what it did. */
  async deliver(bytes: Buffer, secret = this.#app.source.secret ?? ''): Promise<string> {
    const { auth, path } = this.#app.source
    const inPath = auth === 'url-token'
    const proof = this.#format.sign?.(bytes, secret) ?? { authorization: `Bearer ${secret}` }
    const { status, body } = await this.#app.http
      .post(inPath ? `${path}/${secret}` : path)
      .set({ ...(!inPath && proof), 'content-type': 'application/json' })
      .serialize((sent: unknown) => sent as string)
      .send(bytes)
    if (status !== 202) return String(status)
    return `202 ${effectOf(body)}`
  }

  /** What became of the release. */
  async status(): Promise<string> {
    return this.#app.status()
  }
}

function effectOf(body: { duplicate: boolean; effects: readonly { effect: string }[] }): string {
  if (body.duplicate) return 'duplicate'
  return body.effects.map(({ effect }) => effect).join(', ') || 'nothing'
}

const plays: { readonly [S in Scenario]: (trial: Trial) => Promise<string> } = {
  succeeded: (trial) => trial.deliver(trial.bytes()),
  failed: (trial) => trial.deliver(trial.bytes({ status: 'failed' })),
  started: (trial) => trial.deliver(trial.bytes({ status: 'started' })),
  'reordered keys': (trial) => trial.deliver(trial.bytes({}, reordered)),
  'cut off'(trial) {
    const whole = trial.bytes()
    return trial.deliver(whole.subarray(0, whole.length - 20))
  },
  async duplicated(trial) {
    const bytes = trial.bytes()
    await trial.deliver(bytes)
    return trial.deliver(bytes)
  },
  async 'replayed two hours later'(trial) {
    const bytes = trial.bytes()
    await trial.deliver(bytes)
    trial.pass(2 * hourMs)
    return trial.deliver(bytes)
  },
  'late by two days': (trial) => trial.deliver(trial.bytes({ at: trial.now - 48 * hourMs })),
  forged: (trial) => trial.deliver(trial.bytes(), 'another-secret-than-ours'),
  'nearly 1 MB': (trial) => trial.deliver(trial.bytes({}, padded(1_000_000))),
  'more than 1 MB': (trial) => trial.deliver(trial.bytes({}, padded(1_100_000))),
  'wrong encoding'(trial) {
    const bytes = trial.bytes()
    // Within the first key.
    bytes[2] = 0xff
    return trial.deliver(bytes)
  },
}

/** Scenarios after which the release runs; after all others it waits as before. */
const isStarted = (expected: string): boolean => expected === '202 started' || expected === '202 duplicate'

describe.each(corpus.map((format) => [format.sender, format] as const))('%s', (_name, format) => {
  it.each(scenarios.filter((scenario) => format.expected[scenario] !== ''))('%s', async (scenario) => {
    const trial = await Trial.open(format)
    expect(await plays[scenario](trial)).toBe(format.expected[scenario])
    expect(await trial.status()).toBe(isStarted(format.expected[scenario]) ? 'running' : 'draft')
  })
})
