import { releaseFileSchema } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import { by, createFlag } from '../changes/testing/house.js'
import { arm, environment, GuardedShop, project } from './testing/guarded-shop.js'

const names = ['r1', 'r2', 'r3', 'r4']

/** Four releases of a flag each, all of which break hard from now on. */
async function openStorm(share: number) {
  const shop = await GuardedShop.open()
  shop.connect('one', 'two')
  const { house } = shop
  for (const release of names) {
    await createFlag(house, `flag-of-${release}`, { environments: { [environment]: { enabled: true } } })
    const file = releaseFileSchema.parse({
      release,
      services: [{ name: 'checkout' }],
      flags: [{ key: `flag-of-${release}`, outgoing: 'on' }],
      stages: [{ share }],
    })
    await house.releases.apply(project, environment, release, file, by)
    await house.releases.start(project, environment, release, {}, by)
  }
  await shop.guard.tick()
  return { shop, fail: failing(shop, share) }
}

let subject = 0

/** Every request in the new variants fails from now on. */
function failing(shop: GuardedShop, share: number) {
  return async (seconds: number) => {
    for (let left = seconds; left > 0; left--) {
      for (const release of names)
        for (const name of ['one', 'two']) {
          const erring = Array.from({ length: 15 }, () => (subject += 1))
          shop.report(name, { release, treatment: arm(15, erring), control: arm(share < 1 ? 15 : 0) })
        }
      await shop.seconds()
    }
  }
}

it('kills three releases in ten minutes where there is nothing to compare with, and holds the next', async () => {
  const { shop, fail } = await openStorm(1)
  await fail(12)
  expect(await shop.kills()).toHaveLength(3)
  const { items } = await shop.house.releases.list(project, environment, { status: 'baking' }, { limit: 9 })
  expect(items.map(({ holds }) => holds.map(({ reason }) => reason))).toEqual([
    expect.arrayContaining(['budget']),
  ])
  expect(shop.logged.some((line) => line.startsWith('warn: The guard holds the release'))).toBe(true)
  await fail(620)
  expect(await shop.kills()).toHaveLength(4)
})

it('kills every one that is worse than the variant beside it, however many there are', async () => {
  const { shop, fail } = await openStorm(0.5)
  await fail(12)
  expect(await shop.kills()).toHaveLength(4)
})

describe('a server that starts again in a storm', () => {
  const restart = async (before: GuardedShop) => {
    const shop = await GuardedShop.open({ bytes: before.die(), clock: before.clock })
    shop.connect('one', 'two')
    return { shop, fail: failing(shop, 1) }
  }

  it('counts what the guard killed before', async () => {
    const before = await openStorm(1)
    await before.fail(12)
    const { shop, fail } = await restart(before.shop)
    await fail(12)
    expect(await shop.kills()).toHaveLength(3)
  })

  it('does not count what people killed', async () => {
    const before = await openStorm(1)
    for (const release of names.slice(1))
      await before.shop.house.kills.kill(project, environment, { target: { type: 'release', release } }, by)
    await before.shop.seconds()
    const { shop, fail } = await restart(before.shop)
    await fail(12)
    expect(await shop.kills()).toHaveLength(4)
  })
})
