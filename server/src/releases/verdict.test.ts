import { releaseFileSchema } from '@ripcord/model'
import { expect, it } from 'vitest'
import { by, createFlag, openShop } from '../changes/testing/house.js'
import { ownerToken } from '../testing/open-app.js'
import { at, openReleaseShop, startRelease } from './testing/release-shop.js'

const path = `/api/v1/projects/default/environments/production/releases/${at.release}/verdict`

async function withRelease() {
  const shop = await openReleaseShop('a', 'b')
  await startRelease(shop.api, { strategy: 'all-at-once' })
  const verdict = async (wait: number | string = 0) =>
    shop.http.get(`${path}?wait=${wait}`).set('authorization', `Bearer ${ownerToken}`)
  return { ...shop, verdict }
}

it('is not there yet while a release runs, and says where it is', async () => {
  const { verdict } = await withRelease()
  const { status, body } = await verdict()
  expect(status).toBe(202)
  expect(body).toMatchObject({ verdict: 'not-yet', status: 'baking', stage: 0, stages: 1, holds: [] })
})

it('of a killed release is 409, of an aborted one 410', async () => {
  const { api, verdict } = await withRelease()
  await api.abortRelease({ params: at, body: {} })
  expect((await verdict()).body).toMatchObject({ status: 410, code: 'release-aborted' })
  await api.startRelease({ params: at, body: {} })
  expect((await verdict()).status).toBe(202)
  const { killId } = await api.killRelease({ params: at, body: {} })
  expect((await verdict()).body).toMatchObject({ status: 409, code: 'release-killed', killId })
})

it('of a release that a person completed is no proof', async () => {
  const { api, verdict } = await withRelease()
  await api.completeRelease({ params: at, body: {} })
  expect((await verdict()).body).toMatchObject({ status: 409, code: 'release-unproven' })
})

it('comes to whoever waits for it as soon as there is one, and other changes do not end the wait', async () => {
  const { api, verdict } = await withRelease()
  const waiting = verdict(600)
  // A wait that another change ended would answer 202.
  await api.holdRelease({ params: at, body: { reason: 'a look' } })
  await api.resumeRelease({ params: at, body: {} })
  await api.killRelease({ params: at, body: {} })
  expect((await waiting).status).toBe(409)
})

it('answers whoever waits longer than it takes that it is not there yet', async () => {
  const { verdict } = await withRelease()
  expect((await verdict(1)).status).toBe(202)
})

it('refuses to wait for hours', async () => {
  const { verdict } = await withRelease()
  expect((await verdict(601)).body).toMatchObject({ status: 400, errors: [{ path: 'query/wait' }] })
})

it('lets whoever waits go when the server closes', async () => {
  const { app, verdict } = await withRelease()
  const waiting = verdict(600)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await app.close()
  expect((await waiting).status).toBe(202)
})

it('is healthy where the guard completed the release with a measurement', async () => {
  const { releases, ...house } = await openShop()
  await createFlag({ ...house, releases }, 'a', { environments: { production: { enabled: true } } })
  const given = { release: 'r', services: [{ name: 's' }], strategy: 'all-at-once' }
  const file = releaseFileSchema.parse({ ...given, flags: [{ key: 'a', outgoing: 'on' }] })
  await releases.apply('shop', 'production', 'r', file, by)
  await releases.start('shop', 'production', 'r', {}, by)
  await releases.complete('shop', 'production', 'r', 'passed', by)
  const now = { waitMs: 0, signal: new AbortController().signal }
  expect((await releases.verdict('shop', 'production', 'r', now)).type).toBe('healthy')
})
