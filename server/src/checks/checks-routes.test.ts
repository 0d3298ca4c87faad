import { afterEach, describe, expect, it } from 'vitest'
import { openGuarded } from '../guard/testing/guarded-app.js'
import { arm } from '../guard/testing/guarded-shop.js'
import { createFlag, place, project, at as where } from '../releases/testing/release-shop.js'
import { openApp } from '../testing/open-app.js'
import { type Answer, openBackend } from './testing/backend-double.js'

const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** Seconds that no test’s clock comes to. */
const later = Date.parse('2100-01-01') / 1000

const value = (number: string): Answer => ({
  body: { status: 'success', data: { resultType: 'vector', result: [{ value: [later, number] }] } },
})

const check = { id: 'prom5xx', type: 'prometheus' as const, query: 'errors', failWhen: 'value > 0.02' }

const allowed = { RIPCORD_EGRESS_ALLOW: '127.0.0.1' }
const nothing: Answer = { body: { status: 'success', data: { resultType: 'vector', result: [] } } }

/** A release that watches a metric, whose backend answers as `says` says. */
async function openWatched(more: object = {}) {
  const says: { now: Answer } = { now: value('0.01') }
  const backend = await openBackend(() => says.now)
  open.push(backend)
  const watched = { ...check, url: backend.url, ...more }
  const guarded = await openGuarded({ checks: [watched] }, undefined, allowed)
  /** Ten seconds pass: it is measured once. */
  async function interval(answer?: Answer): Promise<void> {
    if (answer !== undefined) says.now = answer
    guarded.clock.advance(10_500)
    await guarded.report({ treatment: arm(40), control: arm(40) }).expect(204)
    await guarded.app.checks.tick()
    await guarded.app.checks.settled()
    await guarded.app.guard.tick()
    await guarded.app.incidents.tick()
  }
  const status = async () => (await guarded.api.getRelease({ params: where })).status
  return { ...guarded, backend, says, interval, status }
}

describe('a pulled check', () => {
  it('kills by its second bad measurement, and says so', async () => {
    const { api, interval, status } = await openWatched()
    for (let i = 0; i < 4; i++) await interval()
    expect(await status()).toBe('running')
    await interval(value('0.5'))
    expect(await status()).toBe('running')
    await interval()
    expect(await status()).toBe('killed')
    const { items } = await api.listKills({ params: place })
    expect(items[0]?.reason).toBe('prom5xx: 2 of the last 3 measurements are bad; the last value is 0.5')
    expect((await api.listAutomaticKills({ params: place })).items).toMatchObject([{ check: 'prom5xx' }])
    // The first bad measurement was one interval earlier.
    const [incident] = (await api.listIncidents({ params: place })).items
    expect(incident?.times.decide).toBe(10_500)
  })

  it.each<[string, Answer, string]>([
    ['has no data', nothing, 'no-data'],
    ['is away', { status: 503, body: '' }, 'error'],
  ])('holds where its backend %s, and never kills', async (_name, answer, reason) => {
    const { api, interval, status } = await openWatched()
    for (let i = 0; i < 4; i++) await interval()
    for (let i = 0; i < 8; i++) await interval(answer)
    expect(await status()).toBe('running')
    const { holds } = await api.getRelease({ params: where })
    expect(holds.map((hold) => hold.reason)).toContain(reason)
    await interval(value('0.01'))
    expect((await api.getRelease({ params: where })).holds.map((hold) => hold.reason)).not.toContain(reason)
  })

  it('shows what it measured, and what it comes to', async () => {
    const { api, interval } = await openWatched()
    for (let i = 0; i < 4; i++) await interval()
    const { items } = await api.listReleaseChecks({ params: where })
    expect(items).toMatchObject([{ check: 'prom5xx', outcome: 'pass' }])
    expect(items[0]?.measured.at(-1)).toMatchObject({ type: 'value', value: 0.01, isBad: false })
  })
})

describe('keeping a check', () => {
  const file = (checks: object[]) => ({
    services: [{ name: 'checkout' }],
    flags: [{ key: 'a', outgoing: 'on' }],
    checks: checks as never,
  })

  it.each<[object, string, RegExp]>([
    [
      { ...check, url: 'http://prom.example', failWhen: 'valu > 1' },
      '/checks/0/failWhen',
      /Unknown variable/,
    ],
    [{ ...check, url: 'http://127.0.0.1:9090' }, '/checks/0/url', /no public address.*RIPCORD_EGRESS_ALLOW/],
    [{ ...check, url: 'http://[::ffff:169.254.169.254]/' }, '/checks/0/url', /no public address/],
    [{ ...check, backend: 'prom' }, '/checks/0/backend', /make it first/],
  ])('refuses %j, in a release, in a service, and when it is tried', async (one, path, sentence) => {
    const { api } = await openApp()
    await createFlag(api, 'a')
    const refused = { problem: { status: 422, errors: [{ path, message: expect.stringMatching(sentence) }] } }
    await expect(api.applyRelease({ params: where, body: file([one]) })).rejects.toMatchObject(refused)
    await expect(api.measureCheck({ params: place, body: { check: one as never } })).rejects.toMatchObject({
      problem: { errors: [{ path: path.replace('/checks/0', '/check') }] },
    })
    expect((await api.listReleases({ params: place })).items).toEqual([])
  })
})

describe('a backend', () => {
  it('is asked with a credential that nobody is ever shown', async () => {
    const { api, http, logged } = await openApp({ RIPCORD_EGRESS_ALLOW: '127.0.0.1' })
    const backend = await openBackend(() => value('0.5'))
    open.push(backend)
    await createFlag(api, 'a')
    const credential = { type: 'bearer' as const, token: 'very-s3cret' }
    const params = { project, backend: 'prom' }
    const put = await api.putBackend({ params, body: { url: backend.url, credential } })
    expect(put).toMatchObject({ key: 'prom', auth: 'bearer' })
    const pasted = { type: 'bearer' as const, token: '…' }
    await expect(
      api.putBackend({ params, body: { url: backend.url, credential: pasted } }),
    ).rejects.toMatchObject({
      problem: { detail: '/credential/token: expected ASCII without spaces, not this text' },
    })
    const listed = await api.listBackends({ params: { project } })
    const measured = await api.measureCheck({ params: place, body: { check: { ...check, backend: 'prom' } } })
    expect(measured).toMatchObject({ type: 'value', value: 0.5, isBad: true })
    expect(backend.asked[0]?.headers.authorization).toBe('Bearer very-s3cret')
    expect(JSON.stringify([put, listed, measured]) + logged()).not.toContain('very-s3cret')
    await api.removeBackend({ params })
    await expect(api.removeBackend({ params })).rejects.toMatchObject({ problem: { status: 404 } })
    expect((await http.get(`/api/v1/projects/${project}/backends`)).status).toBe(401)
  })

  it('is refused where it may not be asked', async () => {
    const { api } = await openApp()
    await createFlag(api, 'a')
    const body = { url: 'http://10.0.0.1:9090' }
    await expect(api.putBackend({ params: { project, backend: 'prom' }, body })).rejects.toMatchObject({
      problem: { status: 422, errors: [{ path: '/url' }] },
    })
    expect((await api.listBackends({ params: { project } })).items).toEqual([])
  })
})

describe('a heartbeat', () => {
  it('holds until it beats, passes while it does, and kills when it is silent', async () => {
    const checks = [{ id: 'beat', type: 'heartbeat', period: '10s' }]
    const guarded = await openGuarded({ checks }, undefined, {}, { confirm: ['beat'] })
    const { api, app, clock, http } = guarded
    const outcome = async () => (await api.listReleaseChecks({ params: where })).items[0]?.outcome
    await app.checks.tick()
    expect(await outcome()).toBe('hold')
    const { path } = await api.readHeartbeatToken({ params: { ...where, check: 'beat' } })
    await http.post(path).expect(202, { counted: true, because: 'it beats' })
    expect(await outcome()).toBe('pass')
    clock.advance(21_000)
    await app.checks.tick()
    await app.guard.tick()
    expect((await api.getRelease({ params: where })).status).toBe('killed')
    await http.post(path).expect(202)
    await http.post('/api/v1/intake/heartbeats/forged').expect(404)
  })
})
