import { expect, it } from 'vitest'
import { seedFlags } from '../harness/seed-flags.js'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'

it('reaches every process of a project of 10,000 flags while others join', async () => {
  const { server, project, service } = await setUp()
  await server.stop()
  const flagKeys = Array.from({ length: 10_000 }, (_, index) => `flag-${index}`)
  await seedFlags(server.dataDir, project.params, flagKeys)
  await server.start()

  const early = await Promise.all([
    service({ name: 'checkout' }),
    service({ name: 'checkout' }),
    service({ name: 'payments' }),
    service({ name: 'batch', mode: 'polling', pollIntervalMs: 1_000 }),
  ])
  await Promise.all(early.map((one) => one.is('READY')))

  const joining = Promise.all(Array.from({ length: 4 }, (_, index) => service({ name: `joiner-${index}` })))
  const killId = await project.kill(['flag-4711'])
  const late = await joining

  const all = [...early, ...late]
  const { cannotAcknowledge } = await project.reachedAll(killId, all.length)
  expect(cannotAcknowledge).toBe(0)
  for (const one of all) {
    const details = await one.details('flag-4711', true)
    expect(details).toMatchObject({ value: false, variant: 'off', reason: 'DISABLED' })
    expect(details.flagMetadata['killed']).toBeDefined()
    expect(await one.value('flag-4712', false)).toBe(true)
  }
})

it('counts a process that overrides the killed flag as not serving what the log says until it yields', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['new-checkout', 'other'])
  const one = await service()
  await one.is('READY')
  await one.override('new-checkout', true)

  // A kill goes above an override: the process serves it and counts as safe.
  const killId = await project.kill(['new-checkout'])
  await project.reachedAll(killId, 1)
  expect(await one.value('new-checkout', true)).toBe(false)
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
