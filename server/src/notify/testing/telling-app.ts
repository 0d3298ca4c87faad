import type { ChannelTarget } from '@ripcord/model'
import { ackPath, snapshotPath } from '@ripcord/sync'
import { createFlag, place, project } from '../../releases/testing/release-shop.js'
import { ack, hello } from '../../stream/testing/test-hub.js'
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
  /** A process of a service, and how it says that it holds a kill. */
  async function connect() {
    const { key } = await app.api.createKey({ params: place, body: { name: 'test' } })
    const send = (path: string, body: object) =>
      app.http.post(path).set('authorization', `Bearer ${key}`).send(body).expect(200)
    const said = hello()
    await send(snapshotPath, said)
    return async ({ killId, revision }: { killId: string; revision: number }) => {
      const epoch = await app.app.storage.epochs.current()
      await send(ackPath, {
        hello: said,
        ack: ack({ count: 2, epoch, applied: revision, added: [killId] }),
      })
    }
  }
  return {
    ...app,
    told,
    connect,
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
