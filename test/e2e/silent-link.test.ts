import { expect, it } from 'vitest'
import { startFaultProxy } from '../harness/fault-proxy.js'
import { setUp } from './setting.js'

it('turns STALE on a link that is dead without a word, goes on serving, and recovers', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const proxy = await startFaultProxy(scope, server.port)
  const one = await service({ url: proxy.url, watch: ['a'] })
  await one.is('READY')

  proxy.set({ type: 'blackhole' })
  const stale = await one.is('STALE', { timeoutMs: 60_000, everyMs: 50 })
  expect(stale.position).not.toBeNull()
  // By the process's own clock: in no turn of its loop it has called something READY that was confirmed 15 s before.
  const { oldestReadyMs, looks } = await one.sightings()
  expect(looks).toBeGreaterThan(1_000)
  expect(oldestReadyMs).toBeGreaterThan(10_000)
  expect(oldestReadyMs).toBeLessThanOrEqual(15_000)
  expect(await one.value('a', false)).toBe(true)

  const killId = await project.kill(['a'])
  const behind = await project.propagation(killId)
  expect([behind.safe, behind.total]).toEqual([0, 1])

  proxy.cutAll()
  proxy.set({ type: 'none' })
  await project.reachedAll(killId, 1, { timeoutMs: 90_000 })
  expect(await one.value('a', true)).toBe(false)
  expect((await one.is('READY', { timeoutMs: 60_000 })).source).toMatch(/stream|polling/)
  // Of all that was tried on the way one stream is left, and at most one request in flight.
  expect(proxy.counters.open).toBeLessThanOrEqual(2)
})
