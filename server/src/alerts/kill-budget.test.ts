import { expect, it } from 'vitest'
import { createFlag, place } from '../releases/testing/release-shop.js'
import { openApp } from '../testing/open-app.js'
import { alertedOn, createSource } from './testing/alerted-app.js'

const names = ['r1', 'r2', 'r3', 'r4', 'r5']

/** Five releases at half of the subjects, each of which listens for alerts. */
async function openReleases() {
  const app = await openApp({}, { every: () => () => undefined })
  for (const release of names) {
    await createFlag(app.api, `flag-of-${release}`)
    const params = { ...place, release }
    const flags = [{ key: `flag-of-${release}`, outgoing: 'on' }]
    const body = {
      services: [{ name: 'checkout' }],
      flags,
      stages: [{ share: 0.5 }],
      checks: [{ id: 'alerts', type: 'alert' as const }],
    }
    await app.api.applyRelease({ params, body })
    await app.api.startRelease({ params, body: {} })
  }
  await app.app.guard.tick()
  return alertedOn(app, await createSource(app))
}

it('holds what alerts say of a fourth release within ten minutes, whatever its share, and goes on afterwards', async () => {
  const app = await openReleases()
  await app.deliver(
    ...names.map((release) => ({ labels: { release, alertname: 'Down' }, fingerprint: release })),
  )
  for (let i = 0; i < 3; i++) await app.second()
  expect(await app.kills()).toHaveLength(3)
  const { items } = await app.api.listReleases({ params: place, query: { status: 'baking' } })
  expect(items.map(({ holds }) => holds.map(({ reason }) => reason))).toEqual([
    expect.arrayContaining(['budget', 'evidence']),
    expect.arrayContaining(['budget', 'evidence']),
  ])
  const [first] = items
  await app.api.killRelease({ params: { ...place, release: first?.key ?? '' }, body: {} })
  expect(await app.kills()).toHaveLength(4)
  app.clock.advance(601_000)
  await app.second()
  expect(await app.kills()).toHaveLength(5)
})
