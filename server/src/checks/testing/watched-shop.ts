import type { EgressAnswer, EgressRequest } from '../../egress/egress.js'
import { arm, GuardedShop, type ShopParts } from '../../guard/testing/guarded-shop.js'
import type { Storage } from '../../storage/storage.js'
import { type Checks, createChecks } from '../index.js'
import { createMeasure } from '../sources/measure.js'

const processes = ['one', 'two']

/** What is answered to a request; time may pass before it is. */
export type Answers = (request: EgressRequest) => EgressAnswer | Promise<EgressAnswer>

export interface WatchedShop {
  readonly shop: GuardedShop
  readonly checks: Checks
  readonly logged: readonly string[]
  /** So long passes: processes report health, what is due is asked, and the guard decides. */
  pass(ms: number, stage?: number): Promise<void>
}

export type WatchedParts = Pick<ShopParts, 'bytes' | 'clock'> & { random?: () => number }

/** The real scheduler, measuring, judging and guard on a real database; what goes out, and time, in the test's hands. */
export async function openWatchedShop(answers: Answers, parts: WatchedParts = {}): Promise<WatchedShop> {
  const { random = () => 0.5, ...rest } = parts
  const logged: string[] = []
  const note = (level: string) => (_fields: object, message: string) =>
    void logged.push(`${level}: ${message}`)
  let checks: Checks | undefined
  let stored: Storage | undefined
  const shop = await GuardedShop.open({
    ...rest,
    storage: (real) => {
      stored = real
      return real
    },
    outside: (placed) => checks?.outside(placed) ?? { checks: [], holds: [] },
  })
  if (stored === undefined) throw new Error('A shop always has storage')
  const { clock } = shop
  checks = createChecks({
    storage: stored,
    measure: createMeasure({
      egress: { request: async (request) => answers(request) },
      backend: async () => undefined,
      now: () => clock.now().getTime(),
    }),
    clock,
    random,
    log: { warn: note('warn'), error: note('error') },
    every: () => () => undefined,
  })
  await checks.start()
  shop.connect(...processes)
  return {
    shop,
    checks,
    logged,
    async pass(ms, stage = 0) {
      clock.advance(ms)
      for (const name of processes) shop.report(name, { stage, treatment: arm(10), control: arm(10) })
      await checks.tick()
      await turn()
      await shop.guard.tick()
    },
  }
}

/** What was answered at once is taken; what hangs is not waited for. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** An answer of Prometheus for the time that it was asked for. */
export function prometheusSays({ url }: EgressRequest, ...values: string[]): EgressAnswer {
  const seconds = Number(new URL(url).searchParams.get('time'))
  const result = values.map((value) => ({ metric: {}, value: [seconds, value] }))
  return answered(200, { status: 'success', data: { resultType: 'vector', result } })
}

export function answered(status: number, body: unknown): EgressAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { type: 'answer', status, headers: {}, body: Buffer.from(text), tookMs: 5 }
}

/** A check of Prometheus at an address of its own. */
export function prometheusCheck(more: object = {}) {
  return {
    id: 'prom5xx',
    type: 'prometheus',
    url: 'http://prometheus.example',
    query: 'errors',
    failWhen: 'value > 0.02',
    ...more,
  }
}
