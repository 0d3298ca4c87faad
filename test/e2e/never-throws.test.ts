import { expect, it } from 'vitest'
import { setUp } from './setting.js'

it('throws at nobody, whatever it is given, and the process goes on answering and hears the next kill', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['a', 'b'])
  const one = await service()
  await one.serves('a', true)

  const { calls, thrown } = await one.molest('mallory')
  expect(thrown).toEqual([])
  expect(calls).toBeGreaterThan(2_000)
  expect(await one.value('a', false)).toBe(true)

  const killId = await project.kill(['a'])
  await project.reachedAll(killId, 1)
  expect((await one.molest('mallory')).thrown).toEqual([])
  expect(await one.value('a', true)).toBe(false)
  expect((await one.status()).status).toBe('READY')
  await one.close()
  expect((await one.molest('mallory')).thrown).toEqual([])
  expect(one.child.exit).toBeUndefined()
})
