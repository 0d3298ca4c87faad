import { expect, it, vi } from 'vitest'
import { openAlerted } from '../alerts/testing/alerted-app.js'
import { place, at as where } from '../releases/testing/release-shop.js'

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
