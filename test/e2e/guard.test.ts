import { expect, it } from 'vitest'
import { ripcordJson } from '../harness/ripcord-command.js'
import { waitFor } from '../harness/wait-for.js'
import { flagKeys, openGuardedShop, release } from './guarded-shop.js'
import { testScope } from './test-scope.js'

it('a release whose new path fails is killed without a hand, in every process, and its incident tells how', async () => {
  const shop = await openGuardedShop(testScope())
  const { scope, server, project, at, services } = shop
  const { api, params } = project
  await shop.start()
  const begun = await api.getRelease({ params: at })
  expect(begun).toMatchObject({ status: 'running', stage: 0, holds: [] })

  await shop.failing(100)
  const killId = await shop.isKilled()
  await project.reachedAll(killId, services.length)
  await shop.everybodyServes(false)
  const one = await services[0]?.details(flagKeys[0] ?? '', true)
  expect(one).toMatchObject({ variant: 'off', reason: 'DISABLED', flagMetadata: { killed: true } })

  // Nothing of the release is left underneath.
  const settings = await Promise.all(
    flagKeys.map((flag) => api.getFlag({ params: { project: params.project, flag } })),
  )
  for (const { environments } of settings)
    expect(environments[params.environment]?.default).toEqual({ type: 'variant', variant: 'off' })

  const incident = await waitFor('the incident to tell of the last acknowledgement', async () => {
    const found = await api.getIncident({ params: { ...params, kill: killId } })
    return found.acknowledged.allAt === null ? undefined : found
  })
  expect(incident).toMatchObject({
    cause: 'guard',
    actor: { type: 'guard' },
    flags: [...flagKeys].sort(),
    releases: [{ key: release, generation: 1 }],
    newKinds: [{ kind: 'TypeError' }],
    acknowledged: { total: 3, safe: 3, missing: [] },
  })
  const { detect, decide, commit, propagate } = incident.times
  expect([detect, decide, commit, propagate]).toEqual(
    [detect, decide, commit, propagate].toSorted((a, b) => Number(a) - Number(b)),
  )
  expect([detect, decide, commit, propagate]).not.toContain(null)
  expect((await api.listIncidents({ params })).items).toHaveLength(1)
  const { markdown } = await api.exportIncident({ params: { ...params, kill: killId } })
  expect(markdown).toContain(`# ${release} killed in ${params.environment}\n`)
  expect(markdown).toContain('- Acknowledged: 3 of 3 instances\n')
  expect(markdown).toMatch(/## Evidence\n\n- fail: /)
  expect(markdown).toContain('- `TypeError`: ')

  await project.restore(killId)
  for (const service of services)
    await waitFor('the kill to be lifted', async () => {
      const { reason, value } = await service.details(flagKeys[0] ?? '', true)
      return reason !== 'DISABLED' && value === false
    })
  await shop.everybodyServes(false)
  expect(await api.getRelease({ params: at })).toMatchObject({ status: 'killed', generation: 1 })

  await server.stop()
  const again = await ripcordJson<{ differences: unknown[]; decisions: { decision: { action: string } }[] }>(
    scope,
    server.dataDir,
    ['replay', release, '--project', params.project, '--environment', params.environment],
  )
  expect(again.differences).toEqual([])
  expect(again.decisions.map(({ decision }) => decision.action)).toContain('kill')
})

it('a new path that ends its process is killed, although whoever comes in its place ends as well', async () => {
  const shop = await openGuardedShop(testScope())
  const { project, at } = shop
  await shop.start()
  const killId = await shop.crashing(() => shop.isKilled())
  const incident = await project.api.getIncident({ params: { ...project.params, kill: killId } })
  expect(incident.reason).toMatch(/instances crashed after they had served the new variant/)
  expect(await project.api.getRelease({ params: at })).toMatchObject({ status: 'killed', stage: 0 })
})

it('a new path that ends its process at its first request is held, since nobody could tell whom it served', async () => {
  const shop = await openGuardedShop(testScope())
  const { project, at, server } = shop
  await shop.begin()
  const held = await shop.crashing(() =>
    waitFor(
      'the guard to hold',
      async () => {
        const { holds, status } = await project.api.getRelease({ params: at })
        return status === 'running' ? holds.find(({ reason }) => reason === 'evidence') : undefined
      },
      { timeoutMs: 60_000, everyMs: 100 },
    ),
  )
  expect(held.because).toMatch(/instances crashed before they could tell whom they had served/)
  await waitFor('the log to say so', () => server.child.err.join().includes('The guard holds the release'))
})
