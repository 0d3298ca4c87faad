import { describe, expect, it, vi } from 'vitest'
import { fileOf, place, release as releaseKey } from '../releases/testing/release-shop.js'
import { createSource, openAlerted } from './testing/alerted-app.js'

type Alerted = Awaited<ReturnType<typeof openAlerted>>

const minute = 60_000
/** What a script says that knows no times, and neither of releases: the words are the same each week. */
const labels = { alertname: 'HighErrorRate', team: 'pay' }
const listening = { checks: [{ id: 'alerts', type: 'alert', match: ['team=pay'] }] }

/** The first release was killed by such an alert; another one runs. */
async function nextRelease({ api, clock, release }: Alerted): Promise<void> {
  await vi.waitFor(async () => expect((await release()).status).toBe('killed'), { timeout: 20_000 })
  const { killId } = await release()
  clock.advance(10 * minute)
  await api.restoreKill({
    params: { ...place, kill: killId ?? '' },
    body: { reason: 'It is mended.' },
  })
  const params = { ...place, release: 'next' }
  await api.applyRelease({ params, body: fileOf(listening) })
  await api.startRelease({ params, body: {} })
  clock.advance(minute)
}

describe('an alert without a time, whose key is the same in each episode', () => {
  const said = (status: string) => ({ alerts: [{ status, labels }] })

  it('fires again once it has ended', async () => {
    const shop = await openAlerted(listening)
    const { source, post, api } = shop
    const tell = async (status: string) => (await post(source.path, source.secret, said(status))).body
    expect(await tell('firing')).toMatchObject({ matched: [{ release: releaseKey, effect: 'fails' }] })
    await nextRelease(shop)
    // It never ended: who repeats it says nothing of the next release.
    expect(await tell('firing')).toMatchObject({ duplicates: 1, matched: [] })
    expect(await tell('resolved')).toMatchObject({ duplicates: 0 })
    expect(await tell('resolved')).toMatchObject({ duplicates: 1 })
    expect(await tell('firing')).toMatchObject({
      duplicates: 0,
      matched: [{ release: 'next', effect: 'fails' }],
    })
    expect(await tell('firing')).toMatchObject({ duplicates: 1 })
    const params = { ...place, release: 'next' }
    await vi.waitFor(async () => expect((await api.getRelease({ params })).status).toBe('killed'), {
      timeout: 20_000,
    })
    const { items } = await api.listAlerts({ params: place, query: {} })
    expect(items).toMatchObject([{ state: 'firing', endedAt: null, matches: [{ release: 'next' }] }])
  })

  it('as a CloudEvent does not, where it tells of the time before its end', async () => {
    const shop = await openAlerted(listening)
    const { clock, post } = shop
    const source = await createSource(shop, { sender: 'cloudevents' })
    const tell = async (status: string, at: number) =>
      (
        await post(source.path, source.secret, {
          specversion: '1.0',
          id: `${status} ${at}`,
          source: '/cron',
          type: 'shop.alert',
          time: new Date(at).toISOString(),
          data: { status, labels },
        })
      ).body
    const before = clock.now().getTime()
    await tell('firing', before)
    clock.advance(5_000)
    await tell('resolved', before + 4_000)
    clock.advance(5_000)
    expect(await tell('firing', before + 1_000)).toMatchObject({ duplicates: 1, matched: [] })
    await nextRelease(shop)
    const again = await tell('firing', clock.now().getTime())
    expect(again).toMatchObject({ duplicates: 0, matched: [{ release: 'next', effect: 'fails' }] })
  })
})

it('an end that says not of which episode it is ends those as well that nobody asked for', async () => {
  const shop = await openAlerted({}, { sender: 'kibana' })
  const { source, clock, api, http } = shop
  const basic = `Basic ${Buffer.from(`any:${source.secret}`).toString('base64')}`
  const tell = (status: string) =>
    http
      .post(source.path)
      .set('authorization', basic)
      .send({
        status,
        rule: { id: 'r', name: 'errors' },
        alert: { id: 'host-1' },
        date: clock.now().toISOString(),
      })
      .expect(202)
  await tell('firing')
  clock.advance(minute)
  await tell('resolved')
  const { items } = await api.listAlerts({ params: place, query: {} })
  expect(items).toMatchObject([{ state: 'resolved', endedAt: clock.now().toISOString() }])
})

it('an alert that says that it begins in years fires now, with a warning about the clock', async () => {
  const { source, post } = await openAlerted(listening)
  const alerts = [{ status: 'firing', labels, startsAt: '2036-01-01T00:00:00Z' }]
  expect((await post(source.path, source.secret, { alerts })).body).toMatchObject({
    matched: [{ effect: 'fails' }],
    warnings: [
      expect.stringContaining('It says that it begins at 2036-01-01T00:00:00.000Z, which is yet to come'),
    ],
  })
})
