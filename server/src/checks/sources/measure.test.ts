import { checkSchema, type PulledCheck } from '@ripcord/model'
import { afterEach, describe, expect, it } from 'vitest'
import { allowedTargets } from '../../egress/allowed.js'
import { createEgress, type EgressAnswer } from '../../egress/egress.js'
import { type Answer, type Asked, openBackend } from '../testing/backend-double.js'
import { createMeasure } from './measure.js'

const open: { close(): unknown }[] = []
const now = Date.parse('2026-03-01T12:00:00Z')

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function measured(check: object, answer: (asked: Asked) => Answer, path = '') {
  const backend = await openBackend(answer)
  const egress = createEgress({ allow: allowedTargets(['127.0.0.1']), monotonic: () => performance.now() })
  open.push(backend, egress)
  const measure = createMeasure({
    egress,
    backend: async (_project, key) =>
      key === 'prom'
        ? { url: `${backend.url}${path}`, headers: { authorization: 'Bearer s3cret' } }
        : undefined,
    now: () => now,
  })
  const whole = checkSchema.parse({ id: 'c', failWhen: 'value > 0.02', ...check }) as PulledCheck
  const services = [{ name: 'check"out', version: '1.4/2' }]
  const of = { project: 'shop', environment: 'production', release: 'checkout-1', services }
  return { measurement: await measure(whole, of), asked: backend.asked, url: backend.url }
}

const prometheus = { type: 'prometheus', backend: 'prom', query: 'sum(rate(errors{release="$release"}[1m]))' }
const vector = (...values: unknown[]) => ({
  body: {
    status: 'success',
    data: {
      resultType: 'vector',
      result: values.map((value) => ({ metric: {}, value: [now / 1000, value] })),
    },
  },
})

describe('Prometheus', () => {
  it('is asked for now, for this release, with its credential, in time', async () => {
    const { measurement, asked } = await measured(prometheus, () => vector('0.5'), '/prom/')
    expect(measurement).toMatchObject({ type: 'value', value: 0.5, isBad: true, at: now })
    const [{ url, headers } = { url: new URL('http://nobody'), headers: {} }] = asked
    expect(url.pathname).toBe('/prom/api/v1/query')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      query: 'sum(rate(errors{release="checkout-1"}[1m]))',
      time: '1772366400.000',
      timeout: '5000ms',
      lookback_delta: '60000ms',
    })
    expect(headers.authorization).toBe('Bearer s3cret')
  })

  it.each<[string, Answer, object]>([
    ['a good value', vector('0.01'), { type: 'value', value: 0.01, isBad: false }],
    [
      'a scalar',
      { body: { status: 'success', data: { resultType: 'scalar', result: [now / 1000, '3'] } } },
      { value: 3 },
    ],
    ['no series', vector(), { type: 'no-data', because: 'the query finds no series' }],
    ['NaN', vector('NaN'), { type: 'no-data', because: 'the query answers NaN' }],
    ['+Inf', vector('+Inf'), { type: 'no-data' }],
    ['-Inf', vector('-Inf'), { type: 'no-data' }],
    [
      'what it knew before the lookback',
      {
        body: {
          status: 'success',
          data: { resultType: 'vector', result: [{ value: [now / 1000 - 61, '0.01'] }] },
        },
      },
      { type: 'no-data', because: expect.stringContaining('an old one') },
    ],
    ['an empty text', vector(''), { type: 'no-data' }],
    ['a number that is no text', vector(1), { type: 'no-data' }],
    ['several series', vector('1', '2'), { type: 'error', because: expect.stringContaining('2 series') }],
    [
      'a warning',
      { body: { ...vector('1').body, warnings: ['a store is away'] } },
      { type: 'error', because: 'it warns: a store is away' },
    ],
    [
      'a query that it can not read',
      { status: 400, body: { status: 'error', errorType: 'bad_data', error: 'parse\nerror' } },
      { type: 'error', because: 'it answered 400: bad_data: parse error' },
    ],
    ['503', { status: 503, body: 'gone' }, { type: 'error', because: 'it answered 503' }],
    ['no JSON', { body: '<html>' }, { type: 'error', because: 'it answered no JSON' }],
    [
      'a matrix',
      { body: { status: 'success', data: { resultType: 'matrix', result: [] } } },
      { type: 'error' },
    ],
    ['null', { body: null }, { type: 'error' }],
    ['silence', 'hangs', { type: 'error', because: 'no whole answer within 500 ms' }],
  ])('answers %s', async (_name, answer, expected) => {
    expect((await measured({ ...prometheus, interval: '1s' }, () => answer)).measurement).toMatchObject(
      expected,
    )
  })

  it('is held against its own past, which may be unknown or nothing', async () => {
    const check = { ...prometheus, baseline: '24h', failWhen: 'ratio > 2' }
    const isPast = ({ url }: Asked) => Number(url.searchParams.get('time')) * 1000 < now
    const answers = (past: Answer) => (asked: Asked) => (isPast(asked) ? past : vector('6'))
    expect((await measured(check, answers(vector('2')))).measurement).toMatchObject({
      value: 6,
      baseline: 2,
      isBad: true,
    })
    expect((await measured(check, answers(vector('4')))).measurement).toMatchObject({ isBad: false })
    expect((await measured(check, answers(vector()))).measurement).toMatchObject({
      type: 'no-data',
      because: 'the past: the query finds no series',
    })
    expect((await measured(check, answers(vector('0')))).measurement).toMatchObject({ type: 'no-data' })
  })

  it('is bad of too few samples only with enough of them', async () => {
    const check = { ...prometheus, minCountQuery: 'count', minCount: 100 }
    const answers = (count: string, value: string) => (asked: Asked) =>
      vector(asked.url.searchParams.get('query') === 'count' ? count : value)
    expect((await measured(check, answers('99', '1'))).measurement).toMatchObject({
      type: 'no-data',
      because: 'bad, but of 99 samples alone: 100 are asked for',
    })
    expect((await measured(check, answers('100', '1'))).measurement).toMatchObject({
      isBad: true,
      count: 100,
    })
    expect((await measured(check, answers('3', '0'))).measurement).toMatchObject({ isBad: false })
  })
})

describe('Elasticsearch', () => {
  const elasticsearch = {
    type: 'elasticsearch',
    backend: 'prom',
    index: 'logs-*',
    window: '5m',
    query: { match: { release: '$release' } },
    failWhen: 'value > 10',
  }

  it('counts hits of the window', async () => {
    const { measurement, asked } = await measured(elasticsearch, () => ({
      body: { count: 12, _shards: { total: 2, failed: 0 } },
    }))
    expect(measurement).toMatchObject({ type: 'value', value: 12, isBad: true })
    expect(asked[0]).toMatchObject({ method: 'POST' })
    expect(asked[0]?.url.pathname).toBe('/logs-*/_count')
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      query: {
        bool: {
          filter: [
            { range: { '@timestamp': { gte: now - 300_000, lt: now, format: 'epoch_millis' } } },
            { match: { release: 'checkout-1' } },
          ],
        },
      },
    })
  })

  it('asks an aggregation, and takes no part of an answer for the whole', async () => {
    const check = { ...elasticsearch, aggregation: { avg: { field: 'took' } } }
    const answer = (more: object) => () => ({
      body: {
        timed_out: false,
        _shards: { total: 2, failed: 0 },
        aggregations: { value: { value: 7.5 } },
        ...more,
      },
    })
    const whole = await measured(check, answer({}))
    expect(whole.measurement).toMatchObject({ type: 'value', value: 7.5, isBad: false })
    expect(whole.asked[0]?.url.search).toBe('?size=0&allow_partial_search_results=false')
    expect((await measured(check, answer({ timed_out: true }))).measurement.type).toBe('error')
    expect((await measured(check, answer({ _shards: { total: 2, failed: 1 } }))).measurement).toMatchObject({
      type: 'error',
      because: '1 of 2 shards failed: what it answers is a part',
    })
    expect(
      (await measured(check, answer({ aggregations: { value: { value: null } } }))).measurement.type,
    ).toBe('no-data')
    expect((await measured(check, answer({ _shards: { total: 0, failed: 0 } }))).measurement.type).toBe(
      'no-data',
    )
  })
})

describe('a probe', () => {
  it.each<[Answer, object]>([
    [{ body: 'well' }, { value: 200, isBad: false }],
    [
      { status: 302, body: '' },
      { value: 302, isBad: false },
    ],
    [
      { status: 500, body: '' },
      { value: 500, isBad: true },
    ],
    [
      { status: 200, body: 'a page '.repeat(20_000) },
      { value: 200, isBad: false },
    ],
    ['hangs', { value: 0, isBad: true }],
  ])('of what answers %j', async (answer, expected) => {
    const backend = await openBackend(() => answer)
    open.push(backend)
    const check = { type: 'http', url: `${backend.url}/health`, interval: '1s', failWhen: undefined }
    expect((await measured(check, () => answer)).measurement).toMatchObject({ type: 'value', ...expected })
  })

  it('is an error where this machine could not ask', async () => {
    const failed = { type: 'failed', because: 'its name was not found (EAI_AGAIN)', tookMs: 1 } as const
    const check = checkSchema.parse({ id: 'up', type: 'http', url: 'http://shop.example/health' })
    const by = (answer: EgressAnswer) =>
      createMeasure({
        egress: { request: async () => answer },
        backend: async () => undefined,
        now: () => 0,
      })(check as PulledCheck, { project: 'default', release: 'r', environment: 'production', services: [] })
    expect(await by({ ...failed, isOurs: true })).toMatchObject({ type: 'error', because: failed.because })
    expect(await by(failed)).toMatchObject({ type: 'value', value: 0, isBad: true })
  })

  it('is an error where it may not be made', async () => {
    const { measurement } = await measured({ type: 'http', url: 'http://169.254.169.254/' }, () => 'hangs')
    expect(measurement).toMatchObject({ type: 'error', because: expect.stringMatching(/may not be asked/) })
  })
})

describe('a number in JSON', () => {
  const orders = { type: 'json', backend: 'prom', pointer: '/orders/0/per~1minute', failWhen: 'value < 5' }

  it.each([
    [{ orders: [{ 'per/minute': 3 }] }, { type: 'value', value: 3, isBad: true }],
    [{ orders: [{ 'per/minute': 8 }] }, { type: 'value', value: 8, isBad: false }],
    [{ orders: [{ 'per/minute': '3' }] }, { type: 'no-data', because: expect.stringContaining('a text') }],
    [{ orders: [{ 'per/minute': null }] }, { type: 'no-data' }],
    [{ orders: [] }, { type: 'no-data' }],
    [{}, { type: 'no-data' }],
    ['well', { type: 'error' }],
  ])('of %j', async (body, expected) => {
    expect((await measured(orders, () => ({ body }))).measurement).toMatchObject(expected)
  })
})

it('says which backend the project does not have', async () => {
  const { measurement } = await measured({ ...prometheus, backend: 'nobody' }, () => 'hangs')
  expect(measurement).toMatchObject({ type: 'error', because: 'the project has no backend "nobody"' })
})

describe('a placeholder', () => {
  it.each<[object, (asked: Asked) => unknown, unknown]>([
    [
      { ...prometheus, query: `up{service="$service", version='$version', e="$environment"}` },
      ({ url }) => url.searchParams.get('query'),
      `up{service="check\\x22out", version='1.4/2', e="production"}`,
    ],
    [
      { type: 'elasticsearch', backend: 'prom', index: 'logs', query: { term: { s: '$service' } } },
      ({ body }) => (JSON.parse(body) as { query: object }).query,
      { bool: { filter: [expect.anything(), { term: { s: 'check"out' } }] } },
    ],
    [
      { type: 'http', backend: 'prom', headers: { 'x-v': '$version' } },
      ({ headers }) => headers['x-v'],
      '1.4/2',
    ],
  ])('in %j is written as its language asks', async (check, seen, expected) => {
    const { asked } = await measured(check, () => ({ body: {} }))
    expect(asked.map(seen)).toEqual([expected])
  })

  it('that stands for nothing is not asked for', async () => {
    const check = { ...prometheus, service: 'payments', query: 'up{service="$service"}' }
    const { measurement, asked } = await measured(check, () => vector('1'))
    expect(measurement).toMatchObject({ type: 'error', because: expect.stringContaining('$service') })
    expect(asked).toEqual([])
  })
})
