import { expect, it } from 'vitest'
import { startFaultProxy } from '../harness/fault-proxy.js'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'

it('keeps serving what it holds when its key is revoked, and lives on with the key that follows', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const proxy = await startFaultProxy(scope, server.port)
  const one = await service({ url: proxy.url })
  await one.is('READY')
  const { accepted } = proxy.counters

  const next = await project.newKey('next')
  await project.api.revokeKey({ params: { ...project.params, key: project.sdkKey.id } })
  await waitFor('the stream to be cut, and tried anew', () => proxy.counters.accepted > accepted)
  expect((await one.is('STALE')).because).toMatch(/refuses the SDK key.*was revoked/)
  expect(await one.value('a', false)).toBe(true)

  await project.serve(['a'], 'off')
  const rotated = await service({ sdkKey: next.key })
  await rotated.is('READY')
  expect(await rotated.value('a', true)).toBe(false)
  // The old process hears nothing any more: what it serves is what it held.
  expect(await one.value('a', false)).toBe(true)
})

it('refuses a client key on the stream with a sentence that names OFREP', async () => {
  const { project, service } = await setUp()
  const { key } = await project.api.createKey({
    params: project.params,
    body: { kind: 'client', name: 'web' },
  })
  const one = await service({ sdkKey: key })
  await one.is('FATAL')
  await waitFor('the sentence', () => one.child.err.some((line) => line.includes('OFREP')))
})
