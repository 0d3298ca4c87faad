import { expect, it } from 'vitest'
import { fileOf, place } from '../releases/testing/release-shop.js'
import { createSource, openAlerted } from './testing/alerted-app.js'

const params = { ...place, release: 'next' }
const checks = [{ id: 'pages', type: 'alert', match: ['team=pay'] }]
const labels = { alertname: 'OrdersFail', team: 'pay' }

/** A release that waits to be started, and what its preflight shows of alerts. */
async function openWaiting(source: object = {}) {
  const shop = await openAlerted({}, source)
  await shop.api.applyRelease({ params, body: fileOf({ checks }) })
  const shown = async () => {
    const { shows } = await shop.api.preflightRelease({ params })
    return shows.filter(({ code }) => code === 'alert-open')
  }
  return { ...shop, shown }
}

it('an alert that fires already is shown before the start, until it has ended', async () => {
  const { deliver, shown, clock } = await openWaiting()
  const startsAt = clock.now().toISOString()
  expect(await shown()).toEqual([])
  await deliver({ labels, startsAt }).expect(202)
  expect(await shown()).toMatchObject([
    {
      check: 'pages',
      message: `"pages" will not kill by what fires already: the alert "OrdersFail" fires since ${startsAt}.`,
    },
  ])
  await deliver({ labels, startsAt, status: 'resolved' }).expect(202)
  expect(await shown()).toEqual([])
})

it.each<[string, Record<string, string>, object]>([
  ['of something else', { team: 'search' }, {}],
  ['of another environment', { ...labels, env: 'staging' }, {}],
  ['from a source that may not touch the release', labels, { scope: { releases: 'checkout-' } }],
])('one %s is not', async (_what, given, source) => {
  const shop = await openWaiting()
  const { path, secret } = await createSource(shop, source)
  const alerts = [{ status: 'firing', labels: given }]
  await shop.post(path, secret, { alerts }).expect(202)
  expect(await shop.shown()).toEqual([])
})
