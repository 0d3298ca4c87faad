import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ripcord, ripcordJson } from '../harness/ripcord-command.js'
import { tempDir } from '../harness/temp-dir.js'
import { setUp } from './setting.js'

it('restores a backup under live services: the old state, a new epoch, and the kills that stand', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a', 'b'])
  const one = await service()
  await one.serves('a', true)
  const before = await one.status()

  const backup = join(tempDir(scope, 'backup'), 'ripcord.db')
  await ripcordJson(scope, server.dataDir, ['backup', backup])
  await project.serve(['b'], 'off')
  const killId = await project.kill(['a'])
  await project.reachedAll(killId, 1)
  await one.serves('b', false)

  await server.stop()
  await ripcordJson(scope, server.dataDir, ['restore', backup])
  await server.start()

  // What was edited since the backup is gone; the kill is not.
  await one.serves('b', true, { timeoutMs: 60_000 })
  await project.reachedAll(killId, 1, { timeoutMs: 60_000 })
  expect(await one.value('a', true)).toBe(false)
  const after = await one.is('READY')
  expect(after.position?.epoch).not.toBe(before.position?.epoch)

  await project.restore(killId)
  await one.serves('a', true)
})

it('refuses to restore what is no backup, and changes nothing', async () => {
  const { scope, server, project } = await setUp()
  await project.createFlags(['a'])
  await server.stop()
  const { code, err } = await ripcord(scope, server.dataDir, ['restore', join(server.dataDir, 'nothing.db')])
  expect(code).not.toBe(0)
  expect(err).not.toBe('')
  await server.start()
  const { key } = await project.api.getFlag({ params: { project: 'shop', flag: 'a' } })
  expect(key).toBe('a')
})
