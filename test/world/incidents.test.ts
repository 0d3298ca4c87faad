import { beforeEach, expect, it } from 'vitest'
import { by } from '../../server/src/changes/testing/house.js'
import { postMortem } from '../../server/src/incidents/post-mortem.js'
import { environmentId, project } from '../simulation/database.js'
import { release, startRelease, traffic } from './releases.js'
import { production, World, type WorldClient } from './world.js'

// Every kill opens an incident, and what comes of it is followed: real clients, time by hand.

let world: World
let clients: WorldClient[]

beforeEach(async () => {
  world = await World.open()
  for (const key of ['new-checkout', 'new-totals'])
    await world.createFlag(key, { default: { type: 'variant', variant: 'off' } })
  clients = ['one', 'two', 'three'].map((name) =>
    world.addClient(name, { service: 'checkout', reports: true }),
  )
  await world.settled()
})

const incidents = () => world.server.incidents.list(environmentId)

async function onlyIncident() {
  const all = await incidents()
  expect(all).toHaveLength(1)
  const [only] = all
  if (only === undefined) throw new Error('there is no incident')
  return only
}

function isInOrder(times: readonly (string | null)[]): boolean {
  return times.every((at, n) => n === 0 || (at ?? '') >= (times[n - 1] ?? ''))
}

it('tells of a kill by a person who has acknowledged when, and that it has helped', async () => {
  const killId = await world.kill(['new-checkout'])
  await world.pass(2_000)
  const early = await onlyIncident()
  expect(early).toMatchObject({
    killId,
    cause: 'manual',
    flags: ['new-checkout'],
    releases: [],
    decision: null,
    recovery: { state: 'pending' },
  })
  const { acknowledged, openedAt } = early
  expect(acknowledged).toMatchObject({ total: 3, safe: 3, missing: [] })
  const times = [acknowledged.firstAt, acknowledged.halfAt, acknowledged.nearlyAllAt, acknowledged.allAt]
  expect(times.map((at) => at !== null && at >= openedAt)).toEqual([true, true, true, true])
  expect(isInOrder(times)).toBe(true)
  await world.pass(46_000)
  expect((await onlyIncident()).recovery).toMatchObject({ state: 'recovered', at: acknowledged.allAt })
  await world.restore(killId)
  await world.pass(1_000)
  expect((await onlyIncident()).restored).toMatchObject({ by: by.actor })
})

it('tells of a kill by the guard on what evidence, since when, and which errors were new', async () => {
  await startRelease(world)
  await traffic(world, clients, 5, () => 'served')
  while ((await incidents()).length === 0)
    await traffic(world, clients, 1, () => {
      throw new TypeError('the cart is empty')
    })
  await world.pass(40_000)
  const incident = await onlyIncident()
  expect(incident).toMatchObject({
    cause: 'guard',
    releases: [{ key: 'checkout-1', generation: 1 }],
    newKinds: [{ kind: 'TypeError' }],
    recovery: { state: 'recovered' },
  })
  const read = await world.server.house.releases.read(project, production, release)
  expect(read).toMatchObject({ status: 'killed', recovery: 'recovered' })
  const { before, openedAt } = incident
  const order = [before.firstBadAt, before.detectedAt, before.decidedAt, openedAt]
  expect(order).not.toContain(null)
  expect(isInOrder(order)).toBe(true)
  const page = postMortem(
    incident,
    await world.server.incidents.notes(environmentId, incident.killId),
    null,
    [],
  )
  expect(page).toMatch(/^# checkout-1 killed in production\n/)
  expect(page).toMatch(/## Evidence\n\n- fail: checkout: .*\n {2}- erringInControl: 0\n/)
  expect(page).toMatch(/- propagate: \d+ ms\n- recover: \d+ ms\n/)
  expect(page).toContain('- `TypeError`: ')
})

it('says that a kill has not helped while somebody has not acknowledged, and goes on looking', async () => {
  clients[2]?.way.cut()
  const killId = await world.kill(['new-checkout'])
  await world.pass(62_000)
  const late = await onlyIncident()
  expect(late.recovery).toMatchObject({
    state: 'ineffective',
    because: '1 of 3 instances have not acknowledged.',
  })
  expect(late.acknowledged).toMatchObject({
    safe: 2,
    allAt: null,
    missing: [{ service: 'checkout', host: 'three' }],
  })
  expect(world.server.log.warnings.filter((line) => line.startsWith('A kill has not helped'))).toHaveLength(1)
  clients[2]?.way.mend()
  await world.settled()
  await world.pass(2_000)
  expect(await onlyIncident()).toMatchObject({ killId, acknowledged: { safe: 3, missing: [] } })
  expect((await onlyIncident()).acknowledged.allAt).not.toBeNull()
})

it('says that a kill has not helped while the service errs on the way back as well', async () => {
  await traffic(world, clients, 30, () => 'served')
  await startRelease(world)
  const broken = () => {
    throw new TypeError('the cart is empty')
  }
  while ((await incidents()).length === 0) await traffic(world, clients, 1, broken)
  await traffic(world, clients, 40, broken, broken)
  expect((await onlyIncident()).recovery).toMatchObject({
    state: 'pending',
    because: 'checkout still errs more than before the release.',
  })
  await traffic(world, clients, 25, broken, broken)
  expect((await onlyIncident()).recovery.state).toBe('ineffective')
})

it('says of a service that it errs as before, once it does', async () => {
  await traffic(world, clients, 30, () => 'served')
  await startRelease(world)
  const broken = () => {
    throw new TypeError('the cart is empty')
  }
  while ((await incidents()).length === 0) await traffic(world, clients, 1, broken)
  await traffic(world, clients, 5, broken, broken)
  await traffic(world, clients, 40, broken)
  const { recovery, openedAt } = await onlyIncident()
  expect(recovery).toMatchObject({
    state: 'recovered',
    because: expect.stringContaining('Requests of checkout err no more than before the release.'),
  })
  expect(Date.parse(recovery.at ?? '') - Date.parse(openedAt)).toBeGreaterThanOrEqual(4_000)
})

it('opens one incident a kill, also for those that were committed while it did not look', async () => {
  const { house } = world.server
  await world.kill(['new-checkout'], 'alert-1')
  await world.kill(['new-checkout'], 'alert-1')
  await house.kills.drill(
    project,
    production,
    { target: { type: 'flags', flags: ['new-totals'] }, endsAfterMs: 5_000 },
    by,
  )
  await world.pass(1_000)
  expect(await incidents()).toHaveLength(1)
  await world.server.incidents.close()
  await world.kill(['new-totals'])
  expect(await incidents()).toHaveLength(1)
  await world.restart()
  await world.pass(1_000)
  expect((await incidents()).map(({ flags }) => flags)).toEqual([['new-totals'], ['new-checkout']])
  await world.restart()
  expect(await incidents()).toHaveLength(2)
})

it('is judged after a restart only when the server has looked for a minute by itself', async () => {
  for (const client of clients) client.way.cut()
  await world.kill(['new-checkout'])
  await world.pass(50_000)
  await world.restart()
  // Who has not come back yet is the restart's trouble, not the kill's.
  await world.pass(12_000)
  expect((await onlyIncident()).recovery).toMatchObject({
    state: 'pending',
    because: '3 of 3 instances have not acknowledged.',
  })
  await world.pass(50_000)
  expect((await onlyIncident()).recovery.state).toBe('ineffective')
})

it('is not called over by a server that has not seen it end', async () => {
  await traffic(world, clients, 30, () => 'served')
  await startRelease(world)
  const broken = () => {
    throw new TypeError('the cart is empty')
  }
  while ((await incidents()).length === 0) await traffic(world, clients, 1, broken)
  await traffic(world, clients, 29, broken, broken)
  await world.restart()
  await world.pass(5_000)
  expect((await onlyIncident()).recovery.state).toBe('pending')
})
