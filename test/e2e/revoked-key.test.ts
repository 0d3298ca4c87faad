import { expect, it } from 'vitest'
import { setUp } from './setting.js'

it('keeps serving what it holds when its key is revoked, and lives on with the key that follows', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['a'])
  const one = await service()
  await one.is('READY')

  const next = await project.newKey('next')
  await project.api.revokeKey({ params: { ...project.params, key: project.sdkKey.id } })
  const { because } = await one.is('STALE')
  expect(because).not.toBe('')
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
  expect((await one.is('FATAL')).because).toContain('OFREP')
})
