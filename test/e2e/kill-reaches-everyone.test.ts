import { expect, it } from 'vitest'
import { seedFlags } from '../harness/seed-flags.js'
import type { ServiceProcess } from '../harness/service-process.js'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'

it('reaches every process of a project of 10,000 flags: who was there, who joins meanwhile, who comes after', async () => {
  const { server, project, service } = await setUp()
  await server.stop()
  const flagKeys = Array.from({ length: 10_000 }, (_, index) => `flag-${index}`)
  await seedFlags(server.dataDir, project.params, flagKeys)
  await server.start()

  const early = await Promise.all([
    service({ name: 'checkout' }),
    service({ name: 'payments' }),
    service({ name: 'batch', mode: 'polling', pollIntervalMs: 1_000 }),
  ])
  await Promise.all(early.map((one) => one.is('READY')))

  const joined: ServiceProcess[] = []
  const enough = new AbortController()
  const joiner = async (): Promise<void> => {
    while (!enough.signal.aborted) joined.push(await service({ name: 'joiner' }))
  }
  const joiners = [joiner(), joiner()]
  await waitFor('the first to have joined', () => joined.length > 1)
  const before = await project.api.listInstances({ params: project.params })
  const killId = await project.kill(['flag-4711'])
  await waitFor('all that were there to be safe, and others to have come', async () => {
    const { instances } = await project.propagation(killId)
    const isSafe = (id: string): boolean => instances.some((one) => one.id === id && one.safe)
    return before.items.every(({ id }) => isSafe(id)) && instances.length > before.items.length + 1
  })
  enough.abort()
  await Promise.all(joiners)

  const all = [...early, ...joined]
  const { cannotAcknowledge } = await project.reachedAll(killId, all.length)
  expect(cannotAcknowledge).toBe(0)
  const { instances } = await project.propagation(killId)
  const { items } = await project.api.listKills({ params: project.params })
  const killedAt = items.find((kill) => kill.killId === killId)?.firstCommit.at ?? ''
  const since = instances
    .filter(({ service: name }) => name === 'joiner')
    .map((one) => one.connectedSince ?? '')
  expect(since.filter((at) => at < killedAt).length).toBeGreaterThan(0)
  expect(since.filter((at) => at > killedAt).length).toBeGreaterThan(0)
  for (const one of all) {
    const details = await one.details('flag-4711', true)
    expect(details).toMatchObject({ value: false, variant: 'off', reason: 'DISABLED' })
    expect(details.flagMetadata['killed']).toBeDefined()
    expect(await one.value('flag-4712', false)).toBe(true)
  }
})

it('tells of a process that overrides a flag; a kill goes above the override, and counts it as safe', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['new-checkout', 'other'])
  const one = await service()
  await one.is('READY')
  const says = (notServing: readonly string[]) =>
    waitFor(`the server to say that it does not serve [${notServing.join()}]`, async () => {
      const { items } = await project.api.listInstances({ params: project.params })
      return items.length === 1 && items[0]?.notServing.join() === notServing.join()
    })
  await one.override('new-checkout', true)
  await says(['new-checkout'])

  const killId = await project.kill(['new-checkout'])
  const { instances } = await project.reachedAll(killId, 1)
  expect(instances).toEqual([])
  await says([])
  expect(await one.value('new-checkout', true)).toBe(false)

  await project.restore(killId)
  await one.serves('new-checkout', true)
  await says(['new-checkout'])
  await one.override('new-checkout')
  await says([])
})

it('stands over edits, and only its own restore lifts it', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['a', 'b'])
  const one = await service()
  await one.serves('a', true)

  const first = await project.kill(['a', 'b'])
  const second = await project.kill(['a'])
  await project.reachedAll(second, 1)
  await project.serve(['a', 'b'], 'on')
  await project.restore(first)
  await one.serves('b', true)
  expect(await one.value('a', true)).toBe(false)

  await project.restore(second)
  await one.serves('a', true)
})

it('shows a process that was frozen as not yet safe', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['a'])
  const [quick, frozen] = [await service({ name: 'quick' }), await service({ name: 'frozen' })]
  await Promise.all([quick.serves('a', true), frozen.serves('a', true)])

  frozen.child.signal('SIGSTOP')
  const killId = await project.kill(['a'])
  await quick.serves('a', false)
  const { total, instances } = await waitFor('the quick one to have said so', async () => {
    const propagation = await project.propagation(killId, 'unsafe')
    return propagation.safe === 1 ? propagation : undefined
  })
  expect(total).toBe(2)
  expect(instances.map((instance) => instance.service)).toEqual(['frozen'])
  expect((await project.propagation(killId)).instances).toHaveLength(2)

  frozen.child.signal('SIGCONT')
  await project.reachedAll(killId, 2)
  expect(await frozen.value('a', true)).toBe(false)
})
