import { expect, it } from 'vitest'
import { by } from '../changes/testing/house.js'
import { environment, type GuardedShop, project, release } from './testing/guarded-shop.js'
import { broken, brokenSeconds, healthySeconds, openStarted } from './testing/seconds.js'

async function killByHand({ house }: GuardedShop): Promise<string> {
  const request = { target: { type: 'release' as const, release } }
  return (await house.kills.kill(project, environment, request, by)).kill.killId
}

const undo = ({ house }: GuardedShop, killId: string) => house.kills.undo(project, environment, killId, by)

it('a release whose kill was undone is watched from then on, and killed when it fails', async () => {
  const shop = await openStarted()
  await healthySeconds(shop, 2)
  await undo(shop, await killByHand(shop))
  expect(await shop.read()).toMatchObject({ status: 'running', stage: 0, generation: 2 })
  await shop.seconds()
  expect(await shop.view()).toMatchObject({ generation: 2, counts: [] })
  for (let second = 0; second < 5; second++) {
    for (const name of ['one', 'two']) shop.report(name, { ...broken(), generation: 2 })
    await shop.seconds()
  }
  expect(await shop.read()).toMatchObject({ status: 'killed', generation: 2 })
})

it('a kill of a release that was failing is restored, and never undone', async () => {
  // The guard only looks: a person is faster.
  const shop = await openStarted({ policy: { mode: 'observe' } })
  await healthySeconds(shop, 2)
  await brokenSeconds(shop, 5)
  const killId = await killByHand(shop)
  await expect(undo(shop, killId)).rejects.toMatchObject({
    code: 'kill-not-undone',
    message: expect.stringContaining(`The new variant of ${release} was failing`),
  })
  await shop.seconds()
  await expect(undo(shop, killId)).rejects.toMatchObject({ code: 'kill-not-undone' })
  expect(await shop.read()).toMatchObject({ status: 'killed' })
})
