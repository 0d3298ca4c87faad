import { goodbyePath, type Hello, reportPath, snapshotPath } from '@ripcord/sync'
import { createFlag, place, startRelease, at as where } from '../../releases/testing/release-shop.js'
import { hello } from '../../stream/testing/test-hub.js'
import { openApp } from '../../testing/open-app.js'
import { outcomesOf } from './guarded-shop.js'

/** A server with a running release, and processes of its service that have said hello; seconds pass by hand. */
export async function openGuarded(
  more: object = {},
  said = [hello()],
  environment: Record<string, string> = {},
  start: { confirm?: string[] } = {},
  parts: Parameters<typeof openApp>[1] = {},
) {
  const app = await openApp(environment, { every: () => () => undefined, ...parts })
  for (const key of ['a', 'b']) await createFlag(app.api, key)
  const { key } = await app.api.createKey({ params: place, body: { name: 'test' } })
  const send = (path: string, body: object) =>
    app.http.post(path).set('authorization', `Bearer ${key}`).send(body)
  for (const one of said) await send(snapshotPath, one).expect(200)
  await startRelease(app.api, { stages: [{ share: 0.5 }, { share: 1 }], ...more }, start)
  let sequence = 0
  const report = (outcomes: object, bootId = said[0]?.bootId) => {
    const counts = { service: 'checkout', evaluations: [], dropped: 0, outcomes: [outcomesOf(outcomes)] }
    return send(reportPath, { bootId, sequence: (sequence += 1), ...counts })
  }
  const read = () => app.api.readGuard({ params: where })
  const goodbye = (one: Hello) => send(goodbyePath, { bootId: one.bootId, count: 2 }).expect(204)
  return { ...app, report, read, goodbye }
}
