import { expect, it, vi } from 'vitest'
import { StorageError } from '../storage/storage.js'
import { alertedOn, createSource, openAlerted } from './testing/alerted-app.js'

const nobodys = (count: number, from = 0) =>
  Array.from({ length: count }, (_none, i) => ({ labels: { n: String(from + i) } }))

it('sends away what it can’t write down at once, and takes what kills', async () => {
  const { deliver, release, api, clock } = await openAlerted()
  const startsAt = clock.now().toISOString()
  const storm = nobodys(300).map((one) => ({ ...one, startsAt }))
  const answer = await deliver(...storm, {}).expect(429)
  expect(answer.headers['retry-after']).toBe('1')
  expect(answer.body).toMatchObject({
    code: 'too-many-requests',
    detail: expect.stringContaining('100 alerts'),
  })
  await vi.waitFor(async () => expect((await release()).status).toBe('killed'), { timeout: 20_000 })
  clock.advance(1_000)
  const rest = await deliver(...storm, { startsAt }).expect(202)
  expect(rest.body).toMatchObject({ accepted: 301, unmatched: 100, duplicates: 201 })
  const params = { project: 'default', environment: 'production' }
  expect((await api.listAlerts({ params, query: { limit: 1_000 } })).items).toHaveLength(301)
})

it('tells Datadog, which gives up on a 429, that it is busy', async () => {
  const shop = await openAlerted()
  const source = await createSource(shop, { sender: 'datadog' })
  const answers = new Set<number>()
  for (let n = 0; n <= 200; n++) {
    const told = { alert_cycle_key: `c${n}`, alert_transition: 'Triggered' }
    answers.add((await shop.post(source.path, source.secret, told)).status)
  }
  expect([...answers]).toEqual([202, 503])
})

it('tells Alertmanager, which gives up on a 429, that it is busy', async () => {
  const shop = await openAlerted()
  const source = await createSource(shop, { sender: 'alertmanager' })
  const alerts = nobodys(201).map(({ labels }) => ({
    status: 'firing',
    labels,
    startsAt: shop.clock.now().toISOString(),
  }))
  const answer = await shop.post(source.path, source.secret, { version: '4', alerts })
  expect(answer.status).toBe(503)
  expect(answer.headers['retry-after']).toBe('1')
})

it('sheds no repetition: it costs nothing', async () => {
  const { deliver, clock } = await openAlerted()
  const storm = nobodys(150).map((one) => ({ ...one, startsAt: clock.now().toISOString() }))
  await deliver(...storm).expect(202)
  for (let left = 5; left > 0; left--)
    expect((await deliver(...storm).expect(202)).body).toMatchObject({ duplicates: 150 })
})

it('lets one source’s storm be no other source’s trouble', async () => {
  const shop = await openAlerted()
  await shop.deliver(...nobodys(300)).expect(429)
  const other = alertedOn(shop, await createSource(shop, { name: 'other' }))
  await other.deliver(...nobodys(100)).expect(202)
})

it('has heard nothing of what could not be stored: it comes again, and kills', async () => {
  const shop = await openAlerted()
  const startsAt = shop.clock.now().toISOString()
  const put = vi
    .spyOn(shop.app.storage.intake, 'putEpisodes')
    .mockRejectedValueOnce(new StorageError('full', 'The disk is full.'))
  await shop.deliver({ startsAt }).expect(507)
  await shop.second()
  expect((await shop.release()).status).toBe('running')
  const { body } = await shop.deliver({ startsAt }).expect(202)
  expect(body).toMatchObject({ duplicates: 0, matched: [{ effect: 'fails' }] })
  expect(put).toHaveBeenCalledTimes(2)
  await vi.waitFor(async () => expect((await shop.release()).status).toBe('killed'), { timeout: 20_000 })
})

it('kills once for ten thousand repetitions that come side by side', async () => {
  const shop = await openAlerted()
  const startsAt = shop.clock.now().toISOString()
  const same = Array.from({ length: 1_000 }, () => ({ startsAt }))
  const answers = await Promise.all(Array.from({ length: 10 }, () => shop.deliver(...same).expect(202)))
  const duplicates = answers.map(({ body }) => body.duplicates as number).reduce((a, b) => a + b)
  expect(duplicates).toBe(9_999)
  await shop.second()
  expect(await shop.kills()).toHaveLength(1)
})
