import { expect, it } from 'vitest'
import { startFaultProxy } from '../harness/fault-proxy.js'
import { freePort } from '../harness/free-port.js'
import { startService } from '../harness/service-process.js'
import { setUp } from './setting.js'
import { testScope } from './test-scope.js'

const someKey = `rk_srv_${'0'.repeat(16)}_${'x'.repeat(43)}`

it.each([
  {
    what: 'refuses',
    url: async () => `http://127.0.0.1:${await freePort()}`,
  },
  {
    what: 'accepts and hangs',
    url: async () => {
      const proxy = await startFaultProxy(testScope(), await freePort())
      proxy.set({ type: 'blackhole' })
      return proxy.url
    },
  },
  {
    what: 'closes what it accepts',
    url: async () => {
      const proxy = await startFaultProxy(testScope(), await freePort())
      proxy.set({ type: 'acceptThenClose' })
      return proxy.url
    },
  },
  { what: 'has a name that nobody knows', url: async () => 'http://ripcord.invalid:4400' },
])('settles ready and serves the default where the server $what', async ({ url }) => {
  const service = await startService(testScope(), { url: await url(), sdkKey: someKey })
  expect(await service.details('a', true)).toMatchObject({
    value: true,
    reason: 'ERROR',
    errorCode: 'PROVIDER_NOT_READY',
  })
  const { inTime, tookMs, status } = await service.ready(300)
  // It waits for its timeout, and is settled before a timer that was set to a little more.
  expect(tookMs).toBeGreaterThan(295)
  expect(inTime).toBe(true)
  expect(['NOT_READY', 'ERROR']).toContain(status.status)
  expect(await service.value('a', true)).toBe(true)
})

it.skipIf(process.platform !== 'linux')('starts without a cache where no folder can be made', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['a'])
  const one = await service({ cacheDir: '/proc/no/cache' })
  await one.serves('a', true)
  expect(one.child.err).toEqual([expect.stringMatching(/nothing is kept on disk: ENOENT.*\/proc\/no/)])
})

it('says FATAL where the key is refused and nothing is held', async () => {
  const { server, scope } = await setUp()
  const service = await startService(scope, { url: server.url, sdkKey: someKey })
  const status = await service.is('FATAL')
  expect(status.because).not.toBe('')
  expect(await service.details('a', 'mine')).toMatchObject({ value: 'mine', errorCode: 'PROVIDER_FATAL' })
})

it('serves the default before the first answer and the flag after it', async () => {
  const { project, service, server } = await setUp()
  await project.createFlags(['a'])
  server.freeze()
  const one = await service()
  expect(await one.value('a', false)).toBe(false)
  server.thaw()
  await one.serves('a', true)
  expect((await one.status()).status).toBe('READY')
})
