import { beforeEach, expect, it } from 'vitest'
import { environmentId, project } from '../simulation/database.js'
import { release, traffic as serve, startRelease } from './releases.js'
import { production, World, type WorldClient } from './world.js'

// The whole way, without sockets: real clients count what their requests come to, the guard decides on it each second,
// and the kill is back at every client.

const flags = ['new-checkout', 'new-totals']
let world: World
let clients: WorldClient[]

beforeEach(async () => {
  world = await World.open()
  for (const key of flags) await world.createFlag(key, { default: { type: 'variant', variant: 'off' } })
  clients = ['one', 'two', 'three'].map((name) =>
    world.addClient(name, { service: 'checkout', reports: true }),
  )
  await world.settled()
})

const start = (more?: object) => startRelease(world, more)
const read = () => world.server.house.releases.read(project, production, release)

const works = () => 'served'
const fails = () => {
  throw new TypeError('the cart is empty')
}

const traffic = (seconds: number, on: () => string) => serve(world, clients, seconds, on)

async function secondsUntil(status: string, mostSeconds: number, on: () => string): Promise<number> {
  for (let second = 1; second <= mostSeconds; second++) {
    await traffic(1, on)
    if ((await read()).status === status) return second
  }
  throw new Error(`not ${status} within ${mostSeconds} s: ${world.server.log.warnings.join('\n')}`)
}

const everybodyServes = () =>
  new Set(
    clients.flatMap(({ client }) =>
      Array.from({ length: 50 }, (_, n) =>
        client.getStringValue('new-totals', 'default', { targetingKey: `user-${n}` }),
      ),
    ),
  )

it('a release whose new variant fails is killed within seconds, and every client serves the safe variant', async () => {
  await start()
  await traffic(5, works)
  expect(everybodyServes()).toEqual(new Set(['on', 'off']))
  expect(await secondsUntil('killed', 8, fails)).toBeLessThanOrEqual(5)
  await world.settled()
  expect(everybodyServes()).toEqual(new Set(['off']))
  const { killId } = await read()
  const propagation = await world.server.hub.propagation(environmentId, killId ?? '')
  expect([propagation?.safe, propagation?.total]).toEqual([3, 3])
})

it('a release that is well goes to everybody by itself', async () => {
  await start()
  await secondsUntil('completed', 60, works)
  expect(everybodyServes()).toEqual(new Set(['on']))
  expect(await read()).toMatchObject({ verdict: 'passed' })
})

it('a break at a share of everybody is killed against what was usual before', async () => {
  await start()
  await secondsUntil('baking', 30, works)
  await traffic(5, works)
  expect(await secondsUntil('killed', 8, fails)).toBeLessThanOrEqual(5)
})

it('a server that dies in the middle goes on where it was, held until the services have reported', async () => {
  await start()
  await traffic(10, works)
  const before = await world.server.guard.view(environmentId, release)
  await world.restart()
  await world.settled()
  await world.pass(5_000)
  expect(await read()).toMatchObject({ stage: 0, holds: [{ reason: 'verify-after-restart' }] })
  await traffic(3, works)
  expect(await read()).toMatchObject({ stage: 0, holds: [] })
  const after = await world.server.guard.view(environmentId, release)
  expect(after?.counts[0]?.treatment.requests).toBeGreaterThan(before?.counts[0]?.treatment.requests ?? 0)
  await secondsUntil('killed', 8, fails)
})

it('observe mode lets a failing release be, and has said that it would have killed', async () => {
  await start({ policy: { mode: 'observe' } })
  await traffic(10, fails)
  expect((await read()).status).toBe('running')
  expect(world.server.log.warnings.filter((line) => line.includes('would have killed'))).toHaveLength(1)
})
