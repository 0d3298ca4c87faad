import type { ChannelTarget } from '@ripcord/model'
import { createFlag, place, project } from '../../releases/testing/release-shop.js'
import { openApp } from '../../testing/open-app.js'

const minute = 60_000

/** A server that may ask this machine, whose seconds a test moves, with the flags `a` and `b`. */
export async function openTelling(environment: Record<string, string> = {}) {
  const app = await openApp(
    { RIPCORD_EGRESS_ALLOW: '127.0.0.1', PUBLIC_URL: 'https://ripcord.example', ...environment },
    { every: () => () => undefined },
  )
  for (const key of ['a', 'b']) await createFlag(app.api, key)
  // What was before is not told to channels that come after.
  app.clock.advance(1)
  const { notify } = app.app
  /** Everything that is due is told, and what comes of it is written down. */
  async function told() {
    await notify.tick()
    await notify.settled()
  }
  return {
    ...app,
    told,
    channel: (target: ChannelTarget, more: object = {}) =>
      app.api.createChannel({ params: { project }, body: { name: 'on call', target, ...more } }),
    kill: (flag = 'a') =>
      app.api.createKill({
        params: place,
        body: { target: { type: 'flags', flags: [flag] }, reason: `${flag} fails` },
      }),
    deliveries: async (query: { state?: 'pending' | 'delivered' | 'dead' } = {}) =>
      (await app.api.listDeliveries({ params: { project }, query })).items,
    later: async (minutes: number) => {
      app.clock.advance(minutes * minute)
      await told()
    },
  }
}
