import { expect, it } from 'vitest'
import { waitFor } from '../harness/wait-for.js'
import { setUp } from './setting.js'

it('loads the engine of regular expressions in a running service, at the first flag that has one', async () => {
  const { project, service } = await setUp()
  await project.createFlags(['beta'], 'off')
  const one = await service()
  await one.is('READY')
  expect(await one.value('beta', true, { email: 'ada@example.com' })).toBe(false)

  const when = {
    type: 'attribute' as const,
    attribute: 'email',
    operator: 'matches' as const,
    values: ['(?i)@example\\.(com|org)$'],
  }
  await project.api.updateFlagSettings({
    params: { ...project.params, flag: 'beta' },
    body: { rules: [{ id: 'staff', when, serve: { type: 'variant', variant: 'on' } }] },
  })
  await waitFor('the rule to arrive', () => one.value('beta', false, { email: 'Ada@Example.org' }))
  expect(await one.value('beta', true, { email: 'ada@example.com.evil' })).toBe(false)
})
