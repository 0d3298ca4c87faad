import { reportPath } from '@ripcord/sync'
import { expect, it } from 'vitest'
import { openApp } from '../testing/open-app.js'

it('answers what SDKs have reported, by the second and by the minute', async () => {
  const { api, http, clock } = await openApp()
  const params = { project: 'default', environment: 'staging' }
  const { key } = await api.createKey({ params, body: { name: 'sdk' } })
  const report = {
    bootId: 'b'.repeat(32),
    sequence: 1,
    service: 'shop',
    evaluations: [{ flag: 'checkout-v2', variant: 'on', reason: 'TARGETING_MATCH', count: 7 }],
    dropped: 0,
  }
  const answer = await http.post(reportPath).set('authorization', `Bearer ${key}`).send(report)
  expect(answer.status).toBe(204)

  const at = clock.now().toISOString()
  const point = { at, flag: 'checkout-v2', variant: 'on', reason: 'TARGETING_MATCH', count: 7 }
  const seconds = await api.readCounts({ params, query: { resolution: 'second' } })
  expect(seconds.items).toEqual([point])
  const minutes = await api.readCounts({ params, query: { flag: 'checkout-v2' } })
  expect(minutes.items).toEqual([point])
  expect((await api.readLastEvaluated({ params })).flags).toEqual({ 'checkout-v2': at })
  const ofSearch = await api.readLastEvaluated({ params, query: { flag: ['search'] } })
  expect(ofSearch.flags).toEqual({})
  const minute = new Date(Math.floor(clock.now().getTime() / 60_000) * 60_000)
  const served = await api.readServed({ params, query: { flag: ['checkout-v2', 'search'] } })
  expect(served).toEqual({
    from: new Date(minute.getTime() - 59 * 60_000).toISOString(),
    flags: { 'checkout-v2': [{ variant: 'on', counts: [...Array.from({ length: 59 }, () => 0), 7] }] },
  })
  const before = await api.readCounts({ params, query: { to: at } })
  expect(before.items).toEqual([])
})
