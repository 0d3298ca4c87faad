import { snapshotPath } from '@ripcord/sync'
import { createFlag, place, startRelease, at as where } from '../../releases/testing/release-shop.js'
import { hello } from '../../stream/testing/test-hub.js'
import { openApp } from '../../testing/open-app.js'

/** What a test says of an alert, as far as it differs from one that fires for the release now. */
export interface Said {
  status?: string
  labels?: Record<string, string>
  startsAt?: string
  fingerprint?: string
}

type App = Awaited<ReturnType<typeof openApp>>

/** A server with a running release that listens for alerts, and a source of them. */
export async function openAlerted(
  more: object = {},
  source: object = {},
  parts: Parameters<typeof openApp>[1] = {},
) {
  const app = await openApp({}, { every: () => () => undefined, ...parts })
  for (const key of ['a', 'b']) await createFlag(app.api, key)
  const { key } = await app.api.createKey({ params: place, body: { name: 'test' } })
  await app.http.post(snapshotPath).set('authorization', `Bearer ${key}`).send(hello()).expect(200)
  await startRelease(app.api, { checks: [{ id: 'alerts', type: 'alert' }], ...more })
  return alertedOn(app, await createSource(app, source))
}

export function createSource({ api }: Pick<App, 'api'>, source: object = {}) {
  return api.createSource({ params: place, body: { sender: 'ripcord', name: 'monitoring', ...source } })
}

type Source = Awaited<ReturnType<typeof createSource>>

/** What a test does to such a server. */
export function alertedOn(app: App, source: Source) {
  const post = (path: string, secret: string | null, body: string | Buffer | object) => {
    const asked = app.http.post(path).set('content-type', 'application/json')
    if (secret !== null) void asked.set('authorization', `Bearer ${secret}`)
    return asked.send(body)
  }
  const alert = (said: Said = {}) => ({
    status: 'firing',
    labels: { release: where.release, alertname: 'HighErrorRate' },
    startsAt: app.clock.now().toISOString(),
    ...said,
  })
  return {
    ...app,
    source,
    post,
    alert,
    /** From the source, with its secret. */
    deliver: (...said: Said[]) => post(source.path, source.secret, { alerts: said.map(alert) }),
    release: () => app.api.getRelease({ params: where }),
    kills: async () => (await app.api.listKills({ params: place, query: { state: 'all' } })).items,
    /** A second of the guard. */
    second: async () => {
      app.clock.advance(1_000)
      await app.app.guard.tick()
    },
  }
}
