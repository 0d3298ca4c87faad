import { parseReport } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { released, startWith, subject } from '../testing/releases.js'
import { flag, kill, killEntity } from '../testing/samples.js'

const treated = subject('treatment')
const options = { errorShare: 0.5, minRequests: 10, windowMs: 10_000, coolDownMs: 30_000, trials: 4 }
const fail = (): never => {
  throw new Error('broken')
}

async function start(flags = [flag('a'), flag('b')], more: object = {}) {
  const world = await startWith(flags, { breakers: { a: options }, ...more })
  const { client, clock } = world
  const ask = (key = 'a') => client.getBooleanValue(key, false, treated)
  /** A request that evaluates the flag, and comes to this. */
  const request = (isBad = false): boolean => {
    let served = false
    try {
      client.scope(treated, () => {
        served = ask()
        if (isBad) fail()
      })
    } catch {
      // What was thrown is thrown on.
    }
    return served
  }
  const requests = (count: number, isBad = false) => Array.from({ length: count }, () => request(isBad))
  const tripped = async () => {
    requests(10, true)
    await clock.advance(0)
    return world
  }
  return { ...world, ask, request, requests, tripped }
}

describe('a breaker', () => {
  it('takes its flag to the safe variant once enough requests have failed, and no other flag', async () => {
    const { client, ask, requests } = await start()
    requests(5)
    expect(requests(4, true).every(Boolean)).toBe(true)
    expect(ask()).toBe(true)
    requests(1, true)
    expect([ask(), ask('b')]).toEqual([false, true])
    expect(client.getBooleanDetails('a', true)).toMatchObject({
      value: false,
      variant: 'off',
      reason: 'DISABLED',
      flagMetadata: { breaker: true },
    })
  })

  it('serves the caller’s default where the flag has no safe variant', async () => {
    const { client, requests } = await start([flag('a', { offVariant: null })])
    requests(10, true)
    expect(client.getBooleanDetails('a', true)).toMatchObject({ value: true, reason: 'DISABLED' })
    expect(client.getBooleanValue('a', false)).toBe(false)
  })

  it('waits for so many requests, for such a share, and looks no further back than its window', async () => {
    const { ask, clock, requests } = await start()
    requests(9, true)
    expect(ask()).toBe(true)
    await clock.advance(10_000)
    requests(9, true)
    expect(ask()).toBe(true)
    requests(30)
    requests(20, true)
    expect(ask()).toBe(true)
    requests(1, true)
    expect(ask()).toBe(false)
  })

  it('does not count requests that had the safe variant anyway, nor what is no error', async () => {
    const { client, ask, requests } = await start([
      flag('a', { default: { type: 'variant', variant: 'off' } }),
    ])
    requests(50, true)
    expect(client.getBooleanDetails('a', true).reason).toBe('STATIC')
    const other = await start()
    for (let i = 0; i < 50; i++)
      other.client.scope(treated, () => {
        other.ask()
        other.client.recordOutcome('ok')
      })
    expect([ask(), other.ask()]).toEqual([false, true])
  })

  it('ends what scopes answered before', async () => {
    const { client, ask, tripped } = await start()
    await client.scope(treated, async () => {
      expect(ask()).toBe(true)
      await tripped()
      expect(ask()).toBe(false)
    })
  })

  it('works with the server gone, and tells when it is there again', async () => {
    const { clock, lines, server, ask, tripped } = await start([released('a', 1)], {
      reportIntervalMs: 1_000,
    })
    server.refusal = { because: 'gone' }
    server.cut()
    await clock.advance(5_000)
    await tripped()
    expect(ask()).toBe(false)
    expect(lines).toContainEqual(
      expect.stringMatching(/^warn: .*the breaker of a has tripped: 10 of 10 requests/),
    )
    server.refusal = undefined
    await clock.advance(30_000)
    expect(server.reports.flatMap((report) => report.breakers ?? [])).toEqual([
      {
        flag: 'a',
        release: 'checkout-2026',
        because: '10 of 10 requests failed within 10000 ms',
      },
    ])
    expect(server.reports.every((report) => 'ok' in parseReport(report))).toBe(true)
    expect(server.hellos.at(-1)?.notServing).toEqual(['a'])
  })

  it('says that the flag is not served as the log says, for as long as that is so', async () => {
    const { clock, server, requests, tripped } = await start()
    await tripped()
    await clock.advance(100)
    expect(server.acks.at(-1)?.notServing).toEqual(['a'])
    await clock.advance(30_000)
    requests(4)
    await clock.advance(100)
    expect(server.acks.at(-1)?.notServing).toEqual([])
  })

  it('leaves its arm: a request that it answers is none of the release', async () => {
    const { clock, server, requests, tripped } = await start([released('a', 1)])
    await tripped()
    requests(5)
    await clock.advance(1_000)
    expect(server.reports[0]?.outcomes).toMatchObject([{ treatment: { requests: 10, errors: 10 } }])
  })

  it('lets some requests try after the cool-down, and closes when they are well', async () => {
    const { client, clock, ask, request, requests, tripped } = await start()
    const changed: string[] = []
    client.on('changed', ({ keys }) => changed.push(...keys))
    await tripped()
    await clock.advance(29_999)
    expect(requests(5)).toEqual([false, false, false, false, false])
    await clock.advance(1)
    // Of what is outside of a scope nobody learns what it comes to.
    expect(ask()).toBe(false)
    const open = client.scope(treated, () => ({ ends: [ask(), ask()], other: request() }))
    expect(open).toEqual({ ends: [true, true], other: true })
    expect(requests(2)).toEqual([true, true])
    expect([ask(), ...requests(5)]).toEqual([true, true, true, true, true, true])
    await clock.advance(0)
    expect(changed).toEqual(['a', 'a'])
  })

  it('admits no more than so many tries at a time, and others answer alike to the end', async () => {
    const { client, clock, ask, tripped } = await start()
    await tripped()
    await clock.advance(30_000)
    const ends: (() => void)[] = []
    const held = () =>
      client.scope(treated, async () => {
        const first = ask()
        await new Promise<void>((resolve) => ends.push(resolve))
        return [first, ask()]
      })
    const scopes = Array.from({ length: 6 }, held)
    for (const end of ends.slice(0, 4)) end()
    await clock.advance(0)
    for (const end of ends.slice(4)) end()
    expect(await Promise.all(scopes)).toEqual([
      ...Array.from({ length: 4 }, () => [true, true]),
      [false, false],
      [false, false],
    ])
    expect(ask()).toBe(true)
  })

  it('trips again when those that try fail, and tries once more when they come to nothing', async () => {
    const { client, clock, ask, requests, server, tripped } = await start()
    await tripped()
    await clock.advance(30_000)
    expect(requests(2, true)).toEqual([true, true])
    expect(requests(1)).toEqual([false])
    await clock.advance(30_000)
    for (let i = 0; i < 4; i++) void client.scope(treated, () => (ask(), new Promise(() => undefined)))
    expect(requests(1)).toEqual([false])
    await clock.advance(30_000)
    expect(requests(4)).toEqual([true, true, true, true])
    expect(ask()).toBe(true)
    expect(server.reports.flatMap((report) => report.breakers ?? [])).toHaveLength(2)
  })

  it('never goes above a kill, which is then served as the log says', async () => {
    const { client, clock, server, ask, tripped } = await start()
    await tripped()
    server.kill({ ...kill('k1', ['a']), serves: { a: { type: 'variant', variant: 'on', value: true } } })
    await clock.advance(100)
    expect(ask()).toBe(true)
    expect(client.getBooleanDetails('a', false).flagMetadata).toMatchObject({ killId: 'k1' })
    expect(server.acks.at(-1)?.notServing).toEqual([])
    server.change({ ...killEntity(kill('k1', ['a'])), value: null })
    server.broadcast({ type: 'drop', epoch: server.epoch, proof: 'proof', killIds: ['k1'] })
    await clock.advance(100)
    expect(ask()).toBe(false)
    expect(server.acks.at(-1)?.notServing).toEqual(['a'])
  })

  it('has what the options do not say, and a warning for what they should not', async () => {
    const { lines, requests, ask } = await start([flag('a')], {
      breakers: { a: { minRequests: 0, errorShare: 'half' } },
    })
    expect(lines.filter((line) => line.includes('breakers.a.'))).toHaveLength(2)
    requests(19, true)
    expect(ask()).toBe(true)
    requests(1, true)
    expect(ask()).toBe(false)
    for (const odd of [7, 'text', [1], null]) {
      const { client } = await start([flag('a')], { breakers: odd })
      expect(client.getBooleanValue('a', false)).toBe(true)
    }
  })
})
