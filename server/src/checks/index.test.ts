import { describe, expect, it } from 'vitest'
import { release } from '../guard/testing/guarded-shop.js'
import { answered, openWatchedShop, prometheusCheck, prometheusSays } from './testing/watched-shop.js'

it('asks as often as a check says, though it looks once a second and the jitter is late', async () => {
  let asked = 0
  const watched = await openWatchedShop(
    (request) => {
      asked += 1
      return prometheusSays(request, '0.01')
    },
    // Each time a twentieth of the interval late, which is nineteen times in forty seconds.
    { random: () => 0.99 },
  )
  await watched.shop.start({ checks: [prometheusCheck({ interval: '2s' })] })
  for (let second = 0; second < 40; second++) await watched.pass(1_000)
  expect(asked).toBeGreaterThanOrEqual(19)
  expect(asked).toBeLessThanOrEqual(20)
})

describe('a place that is slow to answer', () => {
  it('keeps no other waiting, however many ask it', async () => {
    const asked = { slow: 0, quick: 0 }
    const waiting: (() => void)[] = []
    const watched = await openWatchedShop((request) => {
      if (new URL(request.url).hostname === 'quick.example') {
        asked.quick++
        return prometheusSays(request, '0.01')
      }
      asked.slow++
      return new Promise((resolve) => waiting.push(() => resolve(prometheusSays(request, '0.01'))))
    })
    const slow = Array.from({ length: 19 }, (_, i) =>
      prometheusCheck({ id: `s${i}`, url: 'http://slow.example', query: `q${i}` }),
    )
    const quick = prometheusCheck({ id: 'quick', url: 'http://quick.example' })
    await watched.shop.start({ checks: [...slow, quick] })
    for (let i = 0; i < 5; i++) await watched.pass(10_500)
    expect(asked).toEqual({ slow: 16, quick: 5 })
    // The others have their turn when one of the first is answered.
    for (const answer of waiting.splice(0)) answer()
    await watched.pass(1_000)
    await watched.pass(1_000)
    expect(asked.slow).toBeGreaterThan(16)
    for (const answer of waiting.splice(0)) answer()
  })
})

it('gives each check of a slow place its turn, however many there are', async () => {
  const asked = new Map<string, number>()
  let waiting: (() => void)[] = []
  const watched = await openWatchedShop((request) => {
    const query = new URL(request.url).searchParams.get('query') ?? ''
    asked.set(query, (asked.get(query) ?? 0) + 1)
    return new Promise((resolve) => waiting.push(() => resolve(prometheusSays(request, '0.01'))))
  })
  const checks = Array.from({ length: 20 }, (_, i) => prometheusCheck({ id: `c${i}`, query: `q${i}` }))
  await watched.shop.start({ checks })
  // Each answer takes longer than the interval.
  for (let i = 0; i < 20; i++) {
    await watched.pass(15_000)
    const answered = waiting
    waiting = []
    for (const answer of answered) answer()
    await watched.pass(1_000)
  }
  for (const answer of waiting) answer()
  expect(asked.size).toBe(20)
  expect(Math.min(...asked.values()) * 2).toBeGreaterThanOrEqual(Math.max(...asked.values()))
})

describe('a heartbeat', () => {
  const dayMs = 86_400_000

  async function open() {
    let watched = await openWatchedShop(() => answered(200, {}))
    const stages = [0.5, 1].map((share) => ({ share, bakeTime: '20s', minSamples: 1 }))
    await watched.shop.start({ stages, checks: [{ id: 'beat', type: 'heartbeat', period: '10s' }] })
    return {
      shop: () => watched.shop,
      beat: () => watched.checks.beat(watched.shop.environmentId, release, 'beat'),
      pass: (ms: number) => watched.pass(ms),
      jump: (ms: number) => watched.shop.clock.setWall(watched.shop.clock.now().getTime() + ms),
      restart: async () => {
        watched = await openWatchedShop(() => answered(200, {}), {
          bytes: watched.shop.die(),
          clock: watched.shop.clock,
        })
      },
      state: async () => {
        const { status, stage } = await watched.shop.read()
        return { kills: (await watched.shop.kills()).length, status, stage }
      },
    }
  }

  it.each([
    ['forward', dayMs],
    ['back', -dayMs],
    ['forward a little', 30_000],
    ['back a little', -30_000],
  ])(
    'is not missed because the clock is set %s, also where the server restarts right then',
    async (_name, ms) => {
      for (const restarts of [false, true]) {
        const { beat, pass, jump, restart, state } = await open()
        for (let i = 0; i < 2; i++) {
          await beat()
          await pass(5_000)
        }
        jump(ms)
        if (restarts) await restart()
        // Within its warm-up nothing is held against it, and nothing is taken for granted.
        await pass(5_000)
        expect(await state()).toEqual({ kills: 0, status: 'running', stage: 0 })
        for (let i = 0; i < 3; i++) {
          await beat()
          await pass(5_000)
        }
        expect((await state()).kills).toBe(0)
      }
    },
  )

  it.each([
    ['forward', dayMs],
    ['back', -dayMs],
  ])('that falls silent kills though the clock was set %s', async (_name, ms) => {
    const { beat, pass, jump, state } = await open()
    await beat()
    await pass(5_000)
    jump(ms)
    for (let i = 0; i < 8; i++) await pass(5_000)
    expect(await state()).toMatchObject({ kills: 1, status: 'killed' })
  })
})
