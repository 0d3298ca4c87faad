import type { FlagSettings } from '@ripcord/model'
import { expect, it } from 'vitest'
import { seedFlags, servesOn } from '../harness/seed-flags.js'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'

/** As a server of next year may write them: with an operator that this SDK does not know. */
const fromNextYear = {
  ...servesOn,
  rules: [
    {
      id: 'r',
      when: { type: 'attribute', attribute: 'email', operator: 'resembles', values: ['x'] },
      serve: { type: 'variant', variant: 'off' },
    },
  ],
} as unknown as FlagSettings

it('keeps one flag that it cannot read to itself: the others are served, and a kill of any of them lands', async () => {
  const { server, project, service } = await setUp()
  await server.stop()
  await seedFlags(server.dataDir, project.params, ['sound', 'other'])
  await seedFlags(server.dataDir, project.params, ['poisoned'], fromNextYear)
  await server.start()
  const one = await service()
  await one.serves('sound', true)
  expect(await one.is('READY')).toBeDefined()
  const broken = { value: 'mine', reason: 'ERROR', errorCode: 'PARSE_ERROR' }
  expect(await one.details('poisoned', 'mine', { email: 'x' })).toMatchObject(broken)
  const notServing = async (): Promise<string[] | undefined> => {
    const { items } = await project.api.listInstances({ params: project.params })
    return items[0]?.notServing
  }
  await waitFor('the server to know', async () => (await notServing())?.join() === 'poisoned')

  const killId = await project.kill(['sound'])
  await project.reachedAll(killId, 1)
  expect(await one.value('sound', true)).toBe(false)
  expect(await one.value('other', false)).toBe(true)
  await project.serve(['other'], 'off')
  await one.serves('other', false)

  // A kill says itself what it serves: it holds for the flag that can't be read, too.
  const ofPoisoned = await project.kill(['poisoned'])
  await project.reachedAll(ofPoisoned, 1)
  expect(await one.details('poisoned', true)).toMatchObject({ value: false, reason: 'DISABLED' })
  await project.restore(ofPoisoned)
  await waitFor(
    'the quarantine',
    async () => (await one.details('poisoned', 'mine')).errorCode === 'PARSE_ERROR',
  )
  expect(await one.value('sound', true)).toBe(false)
})
