import { expect, it, vi } from 'vitest'
import { openAlerted } from '../alerts/testing/alerted-app.js'
import { place, at as where } from '../releases/testing/release-shop.js'
import { createMoments } from './moments.js'

it('merges changes, alerts and what people did into what happened, in order of time', async () => {
  const { app, api, clock, second, deliver, alert } = await openAlerted()
  await second()
  await api.holdRelease({ params: where, body: { reason: 'lunch <b>' } })
  clock.advance(60_000)
  await api.resumeRelease({ params: where, body: {} })
  await second()
  const { startsAt } = alert()
  await deliver({ startsAt }).expect(202)
  const kill = await vi.waitFor(async () => {
    const { killId } = await api.getRelease({ params: where })
    if (killId === null) throw new Error('not yet')
    return killId
  })
  clock.advance(5_000)
  await deliver({ startsAt, status: 'resolved' }).expect(202)
  await app.incidents.tick()
  clock.advance(5_000)
  await api.restoreKill({ params: { ...place, kill }, body: { reason: 'fixed' } })
  clock.advance(5_000)
  await api.holdRelease({ params: where, body: { reason: 'too late' } }).catch(() => undefined)
  await app.incidents.tick()

  const { timeline } = await api.getIncident({ params: { ...place, kill } })
  expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted())
  const told = timeline.map(({ kind, what }) => `${kind}: ${what}`)
  const expected = [
    /^change: checkout-1 started, at 1 %, by /,
    /^change: checkout-1 was held, by .*: lunch <b>$/,
    /^change: checkout-1 was resumed, by /,
    /^alert: Alert HighErrorRate fires, told by ripcord: /,
    /^kill: Killed by /,
    /^alert: Alert HighErrorRate is over$/,
    /^change: Restored by .*: fixed$/,
  ]
  const places = expected.map((line) => told.findIndex((one) => line.test(one)))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(told.join('\n')).not.toContain('too late')
  const { markdown } = await api.exportIncident({ params: { ...place, kill } })
  expect(markdown).toContain('was held, by RIPCORD_ADMIN_TOKEN')
})

it('tells what a failing check measured from the last good one on, and where the guard began to hold', async () => {
  const at = Date.parse('2026-01-05T08:00:00Z')
  const measured = [0.01, 0.01, 0.25, 0.3].map((value, i) => ({
    type: 'value' as const,
    at: at + i * 1_000,
    tookMs: 5,
    value,
    isBad: value > 0.02,
  }))
  const decided = ['none', 'hold', 'hold', 'kill'].map((action, i) => ({
    at: at + i * 1_000,
    decision: { action, because: `for ${i}` },
  }))
  const read = createMoments({
    storage: {
      changes: { history: async () => [] },
      intake: { episodes: async () => [] },
      measurements: { last: async (_run: object, check: string) => (check === 'prom5xx' ? measured : []) },
    } as unknown as Parameters<typeof createMoments>[0]['storage'],
    decisions: async () => decided,
  })
  const incident = {
    project: 'p',
    environment: 'e',
    flags: ['a'],
    releases: [{ key: 'r', generation: 1 }],
    openedAt: new Date(at + 4_000).toISOString(),
    restored: null,
    decision: {
      assessments: [
        { check: 'prom5xx', outcome: 'fail' },
        { check: 'other', outcome: 'pass' },
      ],
    },
  } as unknown as Parameters<typeof read>[1]
  expect((await read('environment', incident)).map(({ kind, what }) => `${kind}: ${what}`)).toEqual([
    'measurement: prom5xx measured 0.01, which is good',
    'measurement: prom5xx measured 0.25, which is bad',
    'measurement: prom5xx measured 0.3, which is bad',
    'decision: The guard holds: for 1',
  ])
})
