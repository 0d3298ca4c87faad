import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createDeaths, type Death } from '../harness/death.js'
import { ripcordJson } from '../harness/ripcord-command.js'
import { waitFor, within } from '../harness/wait-for.js'
import { type GuardedShop, openGuardedShop, release } from './guarded-shop.js'
import { testScope } from './test-scope.js'

// The server dies (kill -9) at points of its work that lie between two statements of its database, and comes back.

const byTheGuard = '"actor":{"id":"release-guard"'
const points: readonly (readonly [string, Death])[] = [
  [
    'before the first bad second is stored',
    {
      statement: 'INSERT INTO guard_inputs',
      value: '"treatment":{"requests":[0-9]+,"errors":[1-9]',
      when: 'before',
    },
  ],
  [
    'after the second that decides is stored, before the kill is committed',
    { statement: 'INSERT INTO changes', value: byTheGuard, when: 'before' },
  ],
  [
    'after the kill is committed, before anybody hears of it',
    { statement: 'INSERT INTO changes', value: byTheGuard, when: 'commit' },
  ],
  ['before its incident is opened', { statement: 'INSERT INTO incidents', when: 'before' }],
  [
    'after its incident is opened, before anything is known of it',
    { statement: 'INSERT INTO incidents', when: 'commit' },
  ],
  [
    'before the decision is kept',
    { statement: 'INSERT INTO guard_decisions', value: '"action":"kill"', when: 'before' },
  ],
  ['before the run is ended', { statement: 'UPDATE guard_runs SET ended_at', when: 'before' }],
]

it.each(points)('%s, one kill and one incident come of it, and nothing is lost', async (_, death) => {
  const scope = testScope()
  const deaths = createDeaths(scope)
  const shop = await openGuardedShop(scope, deaths)
  await shop.server.stop()
  deaths.arm(death)
  await shop.server.start()
  await Promise.all(shop.services.map((one) => one.is('READY')))
  await shop.start()
  await shop.failing(100)
  const { signal } = await within('the server to die', 60_000, shop.server.child.exited)
  expect(signal).toBe('SIGKILL')
  await shop.server.start()
  await expectOneKill(shop)
})

it('evidence adds up over deaths at any time, until it is enough', async () => {
  const shop = await openGuardedShop(testScope())
  const { server, project, at } = shop
  await shop.start()
  await shop.failing(15)
  let deaths = 0
  const isOver = async () => (await project.api.getRelease({ params: at })).status === 'killed'
  while (!(await isOver())) {
    await sleep(1_000 + Math.random() * 2_000)
    await server.kill()
    await server.start()
    deaths += 1
    if (deaths > 60) throw new Error('Not killed in the lives of 60 servers')
  }
  expect(deaths).toBeGreaterThan(0)
  await expectOneKill(shop)
})

/** However it came to it. */
async function expectOneKill(shop: GuardedShop): Promise<void> {
  const { scope, server, project, at, services } = shop
  const { api, params } = project
  const killId = await shop.isKilled()
  await project.reachedAll(killId, services.length)
  await shop.everybodyServes(false)
  const incident = await waitFor('the incident to be told', async () => {
    const found = await api.getIncident({ params: { ...params, kill: killId } })
    const { acknowledged, before } = found
    return acknowledged.allAt === null || before.decidedAt === null ? undefined : found
  })
  expect(incident).toMatchObject({
    cause: 'guard',
    releases: [{ key: release, generation: 1 }],
    newKinds: [{ kind: 'TypeError' }],
    acknowledged: { total: 3, safe: 3, missing: [] },
  })
  const { items: kills } = await api.listKills({ params, query: { state: 'all' } })
  expect(kills.map((kill) => kill.killId)).toEqual([killId])
  expect((await api.listIncidents({ params })).items.map((one) => one.killId)).toEqual([killId])
  const { decision, decisions, counts } = await api.readGuard({ params: at })
  expect(decision?.action).toBe('kill')
  expect(decisions.at(-1)?.decision.action).toBe('kill')
  expect(counts.some(({ treatment }) => treatment.errors > 0)).toBe(true)
  const { items: instances } = await api.listInstances({ params })
  expect(instances.map(({ refusedReports }) => refusedReports)).toEqual(instances.map(() => 0))

  await server.stop()
  const { differences } = await ripcordJson<{ differences: unknown[] }>(scope, server.dataDir, [
    'replay',
    release,
    '--project',
    params.project,
    '--environment',
    params.environment,
  ])
  expect(differences).toEqual([])
}
