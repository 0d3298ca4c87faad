import { expect, it } from 'vitest'
import { ripcord, ripcordJson } from '../harness/ripcord-command.js'
import { setUp } from './setting.js'

interface Killed {
  killId: string
  by: 'server' | 'command'
  seen: string
}

const killA = ['kill', 'a', '--project', 'shop', '--environment', 'live', '--reason', 'on fire']

it('kills through a server that runs', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const one = await service()
  await one.serves('a', true)
  const { killId, by } = await ripcordJson<Killed>(scope, server.dataDir, killA)
  expect(by).toBe('server')
  await project.reachedAll(killId, 1)
  expect(await one.value('a', true)).toBe(false)
})

it('kills past a server that hangs, which publishes it as soon as it goes on', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a', 'b'])
  const one = await service()
  await one.serves('a', true)
  server.freeze()
  const { killId, by, seen } = await ripcordJson<Killed>(scope, server.dataDir, killA)
  expect(by).toBe('command')
  expect(seen).not.toBe('')
  server.thaw()
  await project.reachedAll(killId, 1, { timeoutMs: 60_000 })
  expect(await one.value('a', true)).toBe(false)
  // The server goes on writing behind the row of the other process.
  await project.serve(['b'], 'off')
  await one.serves('b', false)
})

it('kills with the server gone: it stands when the server comes back', async () => {
  const { scope, server, project, service } = await setUp()
  await project.createFlags(['a'])
  const one = await service()
  await one.serves('a', true)
  await server.kill()
  const { killId, by } = await ripcordJson<Killed>(scope, server.dataDir, killA)
  expect(by).toBe('command')
  await server.start()
  await project.reachedAll(killId, 1, { timeoutMs: 60_000 })
  expect(await one.value('a', true)).toBe(false)
})

it('refuses a flag that does not exist, in a sentence that names it', async () => {
  const { scope, server } = await setUp()
  const { code, err } = await ripcord(scope, server.dataDir, ['kill', 'nowhere', ...killA.slice(2)])
  expect(code).not.toBe(0)
  expect(err).toContain('nowhere')
})
