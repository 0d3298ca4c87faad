import { beforeEach, describe, expect, it } from 'vitest'
import { project } from '../simulation/database.js'
import { release, startRelease, traffic } from './releases.js'
import { production, World, type WorldClient } from './world.js'

// How services do before a release says what is no news in it, and what is slow.

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

const read = () => world.server.house.releases.read(project, production, release)
const preflight = async () =>
  (await world.server.house.releases.preflight(project, production, release)).shows.map(({ code }) => code)

/** One in twenty requests fails, whatever the flag says. */
let served = 0
const often = (): string => {
  served += 1
  if (served % 20 === 0) throw new Error('the provider is away')
  return 'served'
}

describe('a service that always fails now and then', () => {
  const allAtOnce = { stages: [{ share: 1, bakeTime: '20s' }] }

  it('is not held against a release that everybody gets at once', async () => {
    await traffic(world, clients, 120, often, often)
    await startRelease(world, allAtOnce)
    expect((await read()).before?.checkout).toMatchObject({
      requests: expect.any(Number),
      errorRate: expect.any(Number),
    })
    expect(await preflight()).not.toContain('no-baseline')
    await traffic(world, clients, 40, often, often)
    expect(await read()).toMatchObject({ status: 'completed', killId: null })
  })

  it('is killed with one that fails more', async () => {
    await traffic(world, clients, 120, often, often)
    await startRelease(world, allAtOnce)
    await traffic(world, clients, 20, () => {
      throw new Error('the cart is empty')
    })
    expect((await read()).status).toBe('killed')
  })
})

it('what is slow is what was slow before, where nobody names it', async () => {
  await traffic(world, clients, 60, () => 'served')
  await startRelease(world)
  const { flags } = world.server.house
  const { release: owned } = await flags.readSettings(project, production, 'new-checkout')
  expect(owned?.slowAfterMs).toBeGreaterThanOrEqual(1)
  expect((await read()).before?.checkout?.latencyMs).toBeLessThanOrEqual(owned?.slowAfterMs ?? 0)
})

it('nothing is slow where nothing was measured', async () => {
  await startRelease(world)
  expect((await read()).before).toEqual({})
  expect(await preflight()).not.toContain('slow-after')
})
