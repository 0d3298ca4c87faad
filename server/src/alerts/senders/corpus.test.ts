import { describe, expect, it } from 'vitest'
import type { Egress } from '../../egress/egress.js'
import { place, release } from '../../releases/testing/release-shop.js'
import { padded, reordered } from '../../testing/changed-bodies.js'
import { openAlerted } from '../testing/alerted-app.js'
import { ours } from './testing/corpus/cloudwatch.js'
import { type Format, type Scenario, scenarios, type Told } from './testing/corpus/format.js'
import { corpus } from './testing/corpus/index.js'

// Each sender's way to tell of each kind of trouble, through the door, with what becomes of it.

const hourMs = 3_600_000

/** The internet, as far as a sender's proof needs it. */
const internet: Egress = {
  request: async () => ({ type: 'answer', status: 200, headers: {}, body: Buffer.from(ours.pem), tookMs: 1 }),
  refuse: async () => undefined,
  close: async () => undefined,
}

class Trial {
  readonly #format: Format
  readonly #app: Awaited<ReturnType<typeof openAlerted>>

  private constructor(format: Format, app: Awaited<ReturnType<typeof openAlerted>>) {
    this.#format = format
    this.#app = app
  }

  static async open(format: Format): Promise<Trial> {
    const source = { sender: format.sender, ...format.source }
    return new Trial(format, await openAlerted({}, source, { egress: internet }))
  }

  get now(): number {
    return this.#app.clock.now().getTime()
  }

  pass(ms: number): void {
    this.#app.clock.advance(ms)
  }

  told(more: Partial<Told> = {}): Told {
    const at = more.at ?? this.now
    return { id: '1', status: 'firing', at, since: at, release, ...more }
  }

  bytes(
    alerts: readonly Told[],
    secret: 'ours' | 'another' = 'ours',
    change = (body: unknown) => body,
  ): Buffer {
    const body = change(this.#format.tell(alerts))
    return Buffer.from(JSON.stringify(this.#format.seal?.(body, secret, this.now) ?? body))
  }

  /** What proves these bytes now. */
  headers(bytes: Buffer, secret: 'ours' | 'another' = 'ours'): { readonly [header: string]: string } {
    const own = secret === 'ours' ? (this.#app.source.secret ?? '') : 'another-secret-than-ours'
    if (this.#format.sign !== undefined) return this.#format.sign(bytes, own, this.now)
    if (this.#format.seal !== undefined) return {}
    const basic = Buffer.from(`ripcord:${own}`).toString('base64')
    return { authorization: this.#app.source.auth === 'basic' ? `Basic ${basic}` : `Bearer ${own}` }
  }

  /** The status, and what it did. */
  async deliver(bytes: Buffer, headers = this.headers(bytes)): Promise<string> {
    const type = this.#format.seal === undefined ? 'application/json' : 'text/plain; charset=UTF-8'
    const { status, body } = await this.#app.http
      .post(this.#app.source.path)
      .set({ ...headers, 'content-type': type })
      .serialize((sent: unknown) => sent as string)
      .send(bytes)
    return status === 202 ? `202 ${await this.#effectOf(body)}` : String(status)
  }

  async #effectOf(body: {
    accepted: number
    duplicates: number
    matched: readonly { effect: string }[]
  }): Promise<string> {
    if (body.duplicates > 0) return 'duplicate'
    if (body.accepted === 0) return 'nothing'
    const { items } = await this.#app.api.listAlerts({ params: place, query: {} })
    const isEnded = items[0]?.state === 'resolved' && items.length === 1
    if (isEnded) return 'ended'
    return body.matched.map(({ effect }) => effect).join(', ') || 'nothing'
  }
}

const plays: { readonly [S in Scenario]: (trial: Trial) => Promise<string> } = {
  firing: (trial) => trial.deliver(trial.bytes([trial.told()])),
  async resolved(trial) {
    const since = trial.now
    await trial.deliver(trial.bytes([trial.told()]))
    trial.pass(5_000)
    return trial.deliver(trial.bytes([trial.told({ status: 'resolved', since })]))
  },
  nodata: (trial) => trial.deliver(trial.bytes([trial.told({ status: 'nodata' })])),
  'mixed group': (trial) =>
    trial.deliver(trial.bytes([trial.told(), trial.told({ id: '2', status: 'resolved' })])),
  'cut off'(trial) {
    const whole = trial.bytes([trial.told()])
    return trial.deliver(whole.subarray(0, whole.length - 20))
  },
  'reordered keys': (trial) => trial.deliver(trial.bytes([trial.told()], 'ours', reordered)),
  async duplicated(trial) {
    const bytes = trial.bytes([trial.told()])
    await trial.deliver(bytes)
    return trial.deliver(bytes)
  },
  'late by two days': (trial) => trial.deliver(trial.bytes([trial.told({ at: trial.now - 48 * hourMs })])),
  forged(trial) {
    const bytes = trial.bytes([trial.told()], 'another')
    return trial.deliver(bytes, trial.headers(bytes, 'another'))
  },
  async replayed(trial) {
    const bytes = trial.bytes([trial.told()])
    const headers = trial.headers(bytes)
    await trial.deliver(bytes, headers)
    trial.pass(2 * hourMs)
    return trial.deliver(bytes, headers)
  },
  'nearly 1 MB': (trial) => trial.deliver(trial.bytes([trial.told()], 'ours', padded(1_000_000))),
  'more than 1 MB': (trial) => trial.deliver(trial.bytes([trial.told()], 'ours', padded(1_100_000))),
  'wrong encoding'(trial) {
    const bytes = Buffer.from(trial.bytes([trial.told()]))
    // Within the first key.
    bytes[2] = 0xff
    return trial.deliver(bytes)
  },
}

describe.each(corpus.map((format) => [format.sender, format] as const))('%s', (_name, format) => {
  it.each(scenarios)('%s', async (scenario) => {
    const trial = await Trial.open(format)
    expect(await plays[scenario](trial)).toBe(format.expected[scenario])
  })
})
