import { releaseFileSchema } from '@ripcord/model'
import { by } from '../../server/src/changes/testing/house.js'
import { project } from '../simulation/database.js'
import { production, type World, type WorldClient } from './world.js'

export const release = 'checkout-1'

/** Starts a release of `new-checkout` and `new-totals` by the service `checkout`: half of all, then everybody. */
export async function startRelease(world: World, more: object = {}): Promise<void> {
  const file = releaseFileSchema.parse({
    release,
    services: [{ name: 'checkout' }],
    flags: ['new-checkout', 'new-totals'].map((key) => ({ key, outgoing: 'on' })),
    stages: [
      { share: 0.5, bakeTime: '20s' },
      { share: 1, bakeTime: '20s' },
    ],
    ...more,
  })
  const { releases } = world.server.house
  await releases.apply(project, production, release, file, by)
  await releases.start(project, production, release, {}, by)
  await world.settled()
}

let requests = 0

/** Each client serves ten subjects of its own a second; `on` is the new path, `off` the one that was there. */
export async function traffic(
  world: World,
  clients: readonly WorldClient[],
  seconds: number,
  on: () => string,
  off: () => string = () => 'served',
): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    for (const { client } of clients)
      for (let request = 0; request < 10; request++) {
        const context = { targetingKey: `user-${(requests += 1)}` }
        try {
          client.run('new-checkout', context, { on, off })
        } catch {
          // The shop answers 500.
        }
      }
    await world.pass(1_000)
  }
}
