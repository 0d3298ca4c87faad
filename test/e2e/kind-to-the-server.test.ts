import { createServer, type RequestListener } from 'node:http'
import { expect, it } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../harness/fault-proxy.js'
import { listen } from '../harness/free-port.js'
import type { Scope } from '../harness/scope.js'
import { startService } from '../harness/service-process.js'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'
import { testScope } from './test-scope.js'

const someKey = `rk_srv_${'0'.repeat(16)}_${'x'.repeat(43)}`

/** A server that answers everything in one way, behind a proxy that counts. */
async function answering(scope: Scope, answer: RequestListener): Promise<FaultProxy> {
  const server = createServer(answer)
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const proxy = await startFaultProxy(scope, await listen(server))
  scope.defer(() => server.close())
  return proxy
}

/** How long the tries of the first half took, and those of the second. */
function halves(acceptedAt: readonly number[]): [first: number, second: number] {
  const [begin = 0, middle = 0, end = 0] = [0, 0.5, 1].map(
    (share) => acceptedAt[Math.floor((acceptedAt.length - 1) * share)],
  )
  return [middle - begin, end - middle]
}

it('tries ever more seldom where a server closes what it accepts, or answers what nobody can read', async () => {
  const scope = testScope()
  const closing = await startFaultProxy(scope, 1)
  closing.set({ type: 'acceptThenClose' })
  const babbling = await answering(scope, (_request, response) => response.end('{"protocol":1,'))
  // Several of them, so that chance evens out: a pause is anything between nothing and its bound.
  for (const { url } of [closing, babbling, closing, babbling])
    await startService(scope, { url, sdkKey: someKey })
  for (const proxy of [closing, babbling]) {
    await waitFor('24 tries', () => proxy.counters.accepted >= 24, { timeoutMs: 100_000, everyMs: 100 })
    const [first, second] = halves(proxy.acceptedAt.slice(0, 24))
    expect(second).toBeGreaterThan(first)
  }
})

it('stays away for as long as a server asks, while others try again and again', async () => {
  const scope = testScope()
  const asking = await answering(scope, (_request, response) => {
    response.writeHead(503, { 'retry-after': '600' }).end()
  })
  const closing = await startFaultProxy(scope, 1)
  closing.set({ type: 'acceptThenClose' })
  const polling = { mode: 'polling', pollIntervalMs: 1_000, sdkKey: someKey } as const
  await startService(scope, { url: asking.url, ...polling })
  await startService(scope, { url: closing.url, ...polling })
  await waitFor('the first try', () => asking.counters.accepted > 0)
  await waitFor('five tries elsewhere', () => closing.counters.accepted >= 5, { timeoutMs: 100_000 })
  expect(asking.counters.accepted).toBe(1)
})

it('tries a refused key once for each channel, and then not for minutes; others try again and again', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const proxy = await startFaultProxy(scope, server.port)
  const one = await service({ url: proxy.url })
  await one.serves('a', true)
  await project.api.revokeKey({ params: { ...project.params, key: project.sdkKey.id } })
  await waitFor('the refusal', async () => /refuses the SDK key/.test((await one.status()).because))

  const closing = await startFaultProxy(scope, 1)
  closing.set({ type: 'acceptThenClose' })
  const { accepted } = proxy.counters
  await startService(scope, { url: closing.url, sdkKey: someKey })
  await waitFor('ten tries elsewhere', () => closing.counters.accepted >= 10, { timeoutMs: 100_000 })
  // A poll may have been on its way when the stream was refused, and the other way round.
  expect(proxy.counters.accepted - accepted).toBeLessThanOrEqual(1)
  expect(await one.value('a', false)).toBe(true)
})
