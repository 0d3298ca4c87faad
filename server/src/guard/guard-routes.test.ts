import { expect, it } from 'vitest'
import { createFlag, place, at as where } from '../releases/testing/release-shop.js'
import { hello } from '../stream/testing/test-hub.js'
import { openGuarded } from './testing/guarded-app.js'
import { arm } from './testing/guarded-shop.js'

it('tells what the guard decides, on what evidence, and what was counted', async () => {
  const { app, report, read } = await openGuarded()
  await app.guard.tick()
  expect(await read()).toMatchObject({ generation: 1, mode: 'armed', counts: [] })
  await report({ treatment: arm(8, [1]), control: arm(12), unassigned: 3 }).expect(204)
  await app.guard.tick()
  const answer = await read()
  expect(answer.counts).toEqual([
    {
      service: 'checkout',
      stage: 0,
      treatment: { requests: 8, errors: 1, slow: 0 },
      control: { requests: 12, errors: 0, slow: 0 },
    },
  ])
  expect(answer.unassigned).toBe(3)
  expect(answer.decision).toMatchObject({
    action: 'none',
    because: expect.stringMatching(/8 of 100 requests/),
  })
  expect(answer.decision?.assessments[0]?.evidence).toMatchObject({ erringInTreatment: 1 })
  expect(answer.decisions.length).toBeGreaterThan(0)
})

it('tells what both variants came to, second by second, while it runs and afterwards', async () => {
  const { app, api, report } = await openGuarded()
  await report({ treatment: arm(8, [1]), control: arm(12) })
  await app.guard.tick()
  await app.guard.tick()
  const read = (query = {}) => api.readOutcomes({ params: where, query })
  const { generation, items } = await read()
  expect(generation).toBe(1)
  expect(items.map(({ treatment, control }) => [treatment.requests, control.requests])).toEqual([
    [8, 12],
    [0, 0],
  ])
  expect(items[0]).toMatchObject({ stage: 0, treatment: { errors: 1 } })
  expect((await read({ seconds: 1 })).items).toHaveLength(1)
  await api.abortRelease({ params: where, body: {} })
  await app.guard.tick()
  expect((await read()).items[0]).toEqual(items[0])
  expect((await read({ generation: 7 })).items).toEqual([])
})

it('tells of the last run when it has ended, and of none where there was none', async () => {
  const { app, api, report, read } = await openGuarded()
  await report({ treatment: arm(8) })
  await app.guard.tick()
  await api.abortRelease({ params: where, body: {} })
  await app.guard.tick()
  expect(await read()).toMatchObject({ generation: 1, counts: [{ treatment: { requests: 8 } }] })
  const other = { ...where, release: 'never' }
  await expect(api.readGuard({ params: other })).rejects.toMatchObject({ problem: { status: 404 } })
})

it('shows on the instance what it reported in vain, and counts what nobody can be shown for', async () => {
  const { app, api, http, report, read } = await openGuarded()
  await report({ treatment: { ...arm(1), errors: 2 } }).expect(400)
  await report({ generation: 7 }).expect(204)
  await report({ treatment: arm(20, [1, 2, 3]) }, 'a-boot-id-that-nobody-has').expect(204)
  await app.guard.tick()
  const { items } = await api.listInstances({ params: place })
  expect(items.map(({ refusedReports }) => refusedReports)).toEqual([2])
  expect((await read()).counts).toEqual([])
  const { text } = await http.get('/metrics')
  expect(text).toContain('ripcord_guard_unknown_instances 1')
  expect(text).toContain('ripcord_guard_absurd_reports 1')
  expect(text).toContain('ripcord_guard_runs 1')
})

it('holds the first stage until the last process of another build is gone', async () => {
  const old = hello()
  old.instance = { ...old.instance, version: '1.3.0' }
  const services = [{ name: 'checkout', version: '1.4.2' }]
  const { app, api, goodbye } = await openGuarded({ services }, [hello(), old])
  const reasons = async () => (await api.getRelease({ params: where })).holds.map(({ reason }) => reason)
  await app.guard.tick()
  expect(await reasons()).toEqual(['versions'])
  await goodbye(old)
  await app.guard.tick()
  expect(await reasons()).toEqual([])
})

it('lets a person complete what has passed as healthy, and only there', async () => {
  const by = { advance: 'manual' as const, bakeTime: '1h', minSamples: 10 }
  const stages = [0.5, 0.99].map((share) => ({ share, ...by }))
  const { app, api, report } = await openGuarded({ stages })
  await report({}).expect(204)
  await app.guard.tick()
  await api.advanceRelease({ params: where, body: {} })
  // What the first stage came to says nothing of the last one.
  expect(await api.completeRelease({ params: where, body: {} })).toMatchObject({ verdict: 'none' })

  const outgoing = ['c', 'd'].map((key) => ({ key, outgoing: 'on' }))
  for (const { key } of outgoing) await createFlag(api, key)
  const other = { ...where, release: 'second' }
  const services = [{ name: 'checkout' }]
  await api.applyRelease({ params: other, body: { services, flags: outgoing, stages } })
  await api.startRelease({ params: other, body: {} })
  await api.advanceRelease({ params: other, body: {} })
  await app.guard.tick()
  await report({ release: 'second', stage: 1 }).expect(204)
  await app.guard.tick()
  expect(await api.completeRelease({ params: other, body: {} })).toMatchObject({ verdict: 'passed' })
  expect(await api.readVerdict({ params: other, query: { wait: 0 } })).toMatchObject({ verdict: 'healthy' })
})
