import type { SentFlag } from '@ripcord/model'
import { parseReport, type ReleaseOutcomes } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { callBare } from '../../../test/harness/client-methods.js'
import { bucketOf, released, startWith, subject } from '../testing/releases.js'
import { flag } from '../testing/samples.js'
import type { EvaluationContext } from '../types.js'

const treated = subject('treatment')
const controlled = subject('control')
const fail = () => {
  throw new TypeError('the cart is empty')
}

async function start(share = 0.5, release = {}) {
  const world = await startWith([
    released('new-checkout', share, release),
    released('new-totals', share, release),
  ])
  const { client, clock, server } = world
  /** A request of a subject that takes so long, and then does this. */
  const request = async (context: EvaluationContext, work: () => void = () => undefined, tookMs = 0) =>
    client
      .scope(context, async () => {
        client.getBooleanValue('new-checkout', false)
        if (tookMs > 0) await clock.advance(tookMs)
        work()
      })
      .catch(() => undefined)
  /** What was reported of the release, once it must have been. */
  const told = async (): Promise<ReleaseOutcomes[]> => {
    await clock.advance(1_000)
    return server.reports.flatMap((report) => report.outcomes ?? [])
  }
  return { ...world, request, told }
}

describe('outcomes of a release', () => {
  it('are counted by arm: requests, errors, and the kinds of errors', async () => {
    const { request, told, server } = await start()
    await request(treated)
    await request(treated, fail)
    await request(controlled)
    const [outcomes] = await told()
    expect(outcomes).toMatchObject({ release: 'checkout-2026', generation: 1, stage: 0, unassigned: 0 })
    expect(outcomes?.treatment).toMatchObject({
      requests: 2,
      errors: 1,
      kinds: [{ kind: 'TypeError', count: 1 }],
    })
    expect(outcomes?.control).toMatchObject({ requests: 1, errors: 0, kinds: [] })
    expect(server.reports.map(parseReport).every((parsed) => 'ok' in parsed)).toBe(true)
  })

  it('count a request once, whichever flags of the release were evaluated and how often', async () => {
    const { client, told } = await start()
    client.scope(treated, () => {
      for (let i = 0; i < 3; i++) client.getBooleanValue('new-checkout', false)
      client.getBooleanDetails('new-totals', false)
    })
    expect((await told())[0]?.treatment.requests).toBe(1)
  })

  it('hold no subject but as a salted bucket: those that erred, and up to three that were seen', async () => {
    const { request, told, server } = await start()
    for (let i = 0; i < 5; i++) await request(subject('treatment', i))
    for (let i = 0; i < 2; i++) await request(treated, fail)
    const [outcomes] = await told()
    expect(outcomes?.treatment.erring).toEqual([bucketOf(treated)])
    expect(outcomes?.treatment.seen).toEqual([0, 1, 2].map((n) => bucketOf(subject('treatment', n))))
    expect(JSON.stringify(server.reports)).not.toContain('user-')
    expect(JSON.stringify(server.reports)).not.toContain('cart')
  })

  it('tell 64 erring subjects of both arms together, in the order in which they came, and count the others', async () => {
    const { request, told } = await start()
    for (let i = 0; i < 40; i++) await request(subject('treatment', i), fail)
    for (let i = 0; i < 40; i++) await request(subject('control', i), fail)
    const [outcomes] = await told()
    expect([outcomes?.treatment.erring.length, outcomes?.control.erring.length]).toEqual([40, 24])
    expect(outcomes).toMatchObject({ subjectsLost: 16, treatment: { errors: 40 }, control: { errors: 40 } })
  })

  it('tell what was slow, and how long requests took', async () => {
    const { request, told } = await start(0.5, { slowAfterMs: 100 })
    await request(treated, undefined, 100)
    await request(treated, undefined, 101)
    await request(controlled, undefined, 10)
    const [outcomes] = await told()
    const { treatment, control } = outcomes ?? fail()
    expect(treatment).toMatchObject({ requests: 2, slow: 1, errors: 0, slowed: [bucketOf(treated)] })
    expect(treatment.latency.reduce((sum, [, count]) => sum + count, 0)).toBe(2)
    expect(control).toMatchObject({ slow: 0, slowed: [] })
    expect(Math.max(...control.latency.map(([index]) => index))).toBeLessThan(
      Math.min(...treatment.latency.map(([index]) => index)),
    )
  })

  it('tell at most five kinds of errors, by code or class, each with one trace id', async () => {
    const { client, told } = await start()
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    class CartError extends Error {}
    const refused = Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })
    for (const error of [new CartError('secret'), refused, 'secret', new RangeError('x'), new URIError('x')])
      for (const carried of [{}, { traceparent: `00-${traceId}-b7ad6b7169203331-01` }])
        expect(() =>
          client.run(
            'new-checkout',
            treated,
            {
              on: () => {
                throw error
              },
              off: () => undefined,
            },
            carried,
          ),
        ).toThrow()
    expect(() => client.run('new-checkout', treated, { on: fail, off: fail })).toThrow(TypeError)
    const kinds = (await told())[0]?.treatment.kinds
    expect(kinds?.map(({ kind, count }) => `${kind} ${count}`)).toEqual([
      'CartError 2',
      'ECONNREFUSED 2',
      'thrown string 2',
      'RangeError 2',
      'URIError 2',
    ])
    expect(kinds?.every((kind) => kind.traceId === traceId)).toBe(true)
  })

  it('count who has nothing to split by in no arm', async () => {
    const { request, told } = await start()
    await request({})
    await request({}, fail)
    expect((await told())[0]).toMatchObject({
      unassigned: 2,
      treatment: { requests: 0, errors: 0 },
      control: { requests: 0 },
    })
  })

  it('count everybody in treatment at a share of 1, subjects by what is named to tell them apart', async () => {
    const { request, told } = await start(1, { bucketBy: 'company' })
    await request({ company: 'acme' }, fail)
    await request({}, fail)
    expect((await told())[0]?.treatment).toMatchObject({
      requests: 2,
      errors: 2,
      erring: [bucketOf({ targetingKey: 'acme' })],
    })
  })

  it('belong to the stage in which the request began', async () => {
    const { client, clock, server, told } = await start()
    await client.scope(treated, async () => {
      client.getBooleanValue('new-checkout', false)
      server.change(released('new-checkout', 0.9, { stage: 1 }))
      await clock.advance(50)
      client.getBooleanValue('new-checkout', false)
    })
    client.scope(treated, () => client.getBooleanValue('new-checkout', false))
    expect((await told()).map(({ stage, treatment }) => [stage, treatment.requests])).toEqual([
      [0, 1],
      [1, 1],
    ])
  })

  it('are told each second while there is something, under the numbers of all reports, and then no more', async () => {
    const { client, clock, server, request } = await start()
    for (let i = 0; i < 3; i++) {
      await request(treated)
      await clock.advance(1_000)
    }
    expect(server.reports.map(({ sequence, evaluations }) => [sequence, evaluations.length])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ])
    await clock.advance(30_000)
    expect(server.reports.filter((report) => report.outcomes !== undefined)).toHaveLength(3)
    expect(server.reports.at(-1)?.evaluations).toContainEqual(
      expect.objectContaining({ flag: 'new-checkout', variant: 'on', count: 3 }),
    )
    await client.close()
  })

  it('wait, added up, while no server answers, and are sent once', async () => {
    const { clock, server, request } = await start()
    server.refusal = { because: 'busy', status: 503 }
    for (let i = 0; i < 5; i++) {
      await request(treated, fail)
      await clock.advance(2_000)
    }
    expect(server.asked.filter((what) => what === 'report').length).toBeLessThan(6)
    server.refusal = undefined
    await clock.advance(30_000)
    const outcomes = server.reports.flatMap((report) => report.outcomes ?? [])
    expect(outcomes.reduce((sum, { treatment }) => sum + treatment.errors, 0)).toBe(5)
    expect(new Set(server.reports.map(({ sequence }) => sequence)).size).toBe(server.reports.length)
  })

  it('are flushed at the end', async () => {
    const { client, server, request } = await start()
    await request(treated)
    await client.close()
    expect(server.reports.at(-1)?.outcomes).toHaveLength(1)
  })

  it('are none of flags without a release, of rules, of overrides and of evaluations outside of a scope', async () => {
    const rules: SentFlag['rules'] = [
      { id: 'r', when: { type: 'all', of: [] }, serve: { type: 'variant', variant: 'on' } },
    ]
    const { client, clock, server } = await startWith(
      [
        flag('plain'),
        released('ruled', 0.5, {}, { rules }),
        released('overridden', 0.5),
        released('loose', 0.5),
      ],
      { overrides: { overridden: true } },
    )
    client.scope(treated, () => {
      for (const key of ['plain', 'ruled', 'overridden']) client.getBooleanValue(key, false)
    })
    client.getBooleanValue('loose', false, treated)
    await clock.advance(30_000)
    expect(server.reports.every((report) => report.outcomes === undefined)).toBe(true)
    expect(server.reports.flatMap(({ evaluations }) => evaluations)).toHaveLength(4)
  })
})

describe('what the application says', () => {
  it('goes before what was thrown or not', async () => {
    const { client, request, told } = await start()
    await request(treated, () => client.recordOutcome('error', { kind: 'PAYMENT_LOST' }))
    await request(treated, () => {
      client.recordOutcome('ok')
      fail()
    })
    expect((await told())[0]?.treatment).toMatchObject({
      requests: 2,
      errors: 1,
      kinds: [{ kind: 'PAYMENT_LOST', count: 1 }],
    })
  })

  it('counts outside of a scope for the flag and the subject that it names', async () => {
    const { client, told } = await start(0.5, { slowAfterMs: 100 })
    client.recordOutcome('error', { flagKey: 'new-checkout', context: treated, durationMs: 150 })
    client.recordOutcome('ok', { flagKey: 'new-checkout', context: controlled })
    client.recordOutcome('error')
    client.recordOutcome('error', { flagKey: 'unknown', context: treated })
    expect((await told())[0]).toMatchObject({
      treatment: { requests: 1, errors: 1, slow: 1, erring: [bucketOf(treated)] },
      control: { requests: 1, errors: 0 },
    })
  })

  it('counts events of the arm that a request is in, before or after the flag was evaluated', async () => {
    const { client, told } = await start()
    client.scope(treated, () => {
      client.track('order_paid')
      client.getBooleanValue('new-checkout', false)
      client.track('order_paid')
    })
    client.track('order_paid')
    for (const odd of ['', 'a b', 7, undefined]) callBare(client, 'track', [odd])
    const [outcomes] = await told()
    expect(outcomes?.treatment.tracked).toEqual([{ event: 'order_paid', count: 2 }])
    expect(outcomes?.control.tracked).toBeUndefined()
  })
})
