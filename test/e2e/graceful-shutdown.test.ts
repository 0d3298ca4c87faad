import { createClient } from '@ripcord/sdk'
import { expect, it } from 'vitest'
import { startFaultProxy } from '../harness/fault-proxy.js'
import { within } from '../harness/wait-for.js'
import { setUp } from './setting.js'

it('says goodbye, ends by itself, and finds its services again', async () => {
  const { server, project, service } = await setUp()
  await project.createFlags(['a'])
  const services = await Promise.all([service(), service(), service()])
  await Promise.all(services.map((one) => one.is('READY')))

  expect(await within('the server to end', 20_000, server.stop())).toEqual({ code: 0, signal: null })
  for (const one of services) {
    expect(await one.value('a', false)).toBe(true)
  }

  await server.start()
  const killId = await project.kill(['a'])
  await project.reachedAll(killId, services.length, { timeoutMs: 60_000 })
})

it('moves to the next address when the one it follows goes', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const [first, second] = [
    await startFaultProxy(scope, server.port),
    await startFaultProxy(scope, server.port),
  ]
  const one = await service({ url: [first.url, second.url] })
  await one.is('READY')
  const [followed, other] = first.counters.accepted > 0 ? [first, second] : [second, first]

  await followed.refuse()
  const killId = await project.kill(['a'])
  await project.reachedAll(killId, 1, { timeoutMs: 60_000 })
  expect(other.counters.accepted).toBeGreaterThan(0)
})

it('knows that a client which is closed as soon as it is ready serves nobody', async () => {
  const { server, project } = await setUp()
  await project.createFlags(['a'])
  for (let i = 0; i < 6; i++) {
    const client = createClient({
      url: server.url,
      sdkKey: project.sdkKey.key,
      application: { name: 'brief', version: '1' },
      cacheDir: false,
      logger: false,
    })
    await client.ready({ timeoutMs: 30_000 })
    await client.close()
  }
  const { items } = await project.api.listInstances({ params: project.params })
  expect(items.map(({ service, goodbyeAt }) => [service, typeof goodbyeAt])).toEqual(
    Array.from({ length: 6 }, () => ['brief', 'string']),
  )
})
