import { expect, it } from 'vitest'
import { startFaultProxy } from '../harness/fault-proxy.js'
import { tempDir } from '../harness/temp-dir.js'
import { waitFor, within } from '../harness/wait-for.js'
import { setUp } from './setting.js'

it.each(['cluster', 'fork', 'thread'] as const)(
  'evaluates in a process and in two that it starts (%s), one folder for all; a kill reaches each, and each counts',
  async (how) => {
    const { scope, server, project, service } = await setUp()
    await project.createFlags(['a', 'b'])
    const proxy = await startFaultProxy(scope, server.port)
    const cacheDir = tempDir(scope, 'cache')
    const parent = await service({ url: proxy.url, cacheDir, relatives: { how, count: 2 } })
    const all = [parent, ...parent.relatives]
    await Promise.all(all.map((one) => one.serves('a', true)))

    const killId = await project.kill(['a'])
    const { instances, total } = await project.reachedAll(killId, all.length)
    expect([total, instances.length]).toEqual([3, 0])
    for (const one of all) {
      expect(await one.value('a', true)).toBe(false)
      expect(await one.value('b', false)).toBe(true)
    }
    // A stream for each: none is shared.
    await waitFor('three streams and no more', () => proxy.counters.open === 3)

    await Promise.all([server.kill(), parent.kill()])
    const again = await service({ url: proxy.url, cacheDir })
    expect(await again.value('a', true)).toBe(false)
    await server.start()
    // The one that came after them answers for the two or three whose processes are gone.
    await again.is('READY', { timeoutMs: 60_000 })
    expect(await again.value('a', true)).toBe(false)
  },
)

it.each<{
  state: string
  fault: 'none' | 'blackhole' | 'acceptThenClose'
  key: 'good' | 'wrong'
  held: boolean
}>([
  { state: 'READY', fault: 'none', key: 'good', held: true },
  { state: 'STALE', fault: 'acceptThenClose', key: 'good', held: true },
  { state: 'NOT_READY', fault: 'blackhole', key: 'good', held: false },
  { state: 'ERROR', fault: 'acceptThenClose', key: 'good', held: false },
  { state: 'FATAL', fault: 'none', key: 'wrong', held: false },
])('may be closed twice while $state: no connection stays, nothing keeps the process alive', async (at) => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const proxy = await startFaultProxy(scope, server.port)
  const sdkKey = at.key === 'good' ? project.sdkKey.key : `rk_srv_${'0'.repeat(16)}_${'x'.repeat(43)}`
  const open = () => service({ url: proxy.url, sdkKey })
  let one: Awaited<ReturnType<typeof open>>
  if (at.held) {
    one = await open()
    await one.serves('a', true)
    proxy.set({ type: at.fault })
  } else {
    proxy.set({ type: at.fault })
    one = await open()
  }
  await one.is(at.state as 'READY', { timeoutMs: 60_000 })

  await Promise.all([one.close(), one.close()])
  await one.close()
  expect(await one.status()).toMatchObject({ status: 'NOT_READY', because: 'the client is closed' })
  expect(await one.value('a', false)).toBe(at.held)
  proxy.set({ type: 'none' })
  await waitFor('no connection to be left', () => proxy.counters.open === 0)
  const { accepted } = proxy.counters
  await one.letGo()
  expect(await within('the process to end by itself', 60_000, one.child.exited)).toMatchObject({ code: 0 })
  expect(proxy.counters.accepted).toBe(accepted)
})

it('keeps no process alive that has not closed it', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['a'])
  const one = await service()
  await one.serves('a', true)
  await one.letGo()
  expect(await within('the process to end by itself', 60_000, one.child.exited)).toMatchObject({ code: 0 })
})
