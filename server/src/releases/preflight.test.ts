import { releaseFileSchema } from '@ripcord/model'
import { encodeHeader, helloHeader, reportPath, snapshotPath } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { by, createFlag, openShop } from '../changes/testing/house.js'
import { openGuarded } from '../guard/testing/guarded-app.js'
import { arm } from '../guard/testing/guarded-shop.js'
import { hello } from '../stream/testing/test-hub.js'
import { createReleasesService } from './create-releases-service.js'
import type { ConnectedInstance, Finding } from './releases-service.js'
import { createFlag as addFlag, at, fileOf, openReleaseShop, place, project } from './testing/release-shop.js'

const codes = (findings: readonly Finding[]) => findings.map(({ code, flag }) => `${code} ${flag}`)

describe('a look before the start', () => {
  it('refuses what a release can not take over, each flag with its sentence, and so does the start', async () => {
    const { api } = await openReleaseShop()
    const split = { type: 'split' as const, weights: [{ variant: 'on', weight: 1 }] }
    await addFlag(api, 'unsafe', { offVariant: null, default: { type: 'variant', variant: 'off' } })
    await addFlag(api, 'split', { default: split })
    await addFlag(api, 'caller', { default: { type: 'callerDefault' } })
    await addFlag(api, 'out', { default: { type: 'variant', variant: 'on' } })
    await addFlag(api, 'disabled', { enabled: false })
    await addFlag(api, 'fine')
    const flags = ['unsafe', 'split', 'caller', 'out', 'disabled', 'fine'].map((key) => ({
      key,
      outgoing: 'on',
    }))
    await api.applyRelease({ params: at, body: fileOf({ flags }) })
    const { mayStart, refusals } = await api.preflightRelease({ params: at })
    expect(mayStart).toBe(false)
    expect(codes(refusals)).toEqual([
      'no-off-variant unsafe',
      'default-not-plain split',
      'default-not-plain caller',
      'already-out out',
      'disabled disabled',
    ])
    expect(refusals[0]?.message).toMatch(/can be killed by hand, not guarded/)
    await expect(api.startRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { status: 409, code: 'release-not-ready', refusals },
    })
    expect(await api.getRelease({ params: at })).toMatchObject({ status: 'draft', generation: 0 })
  })

  it('refuses a flag that another running release owns, and names that one', async () => {
    const { api } = await openReleaseShop('a', 'b')
    await api.applyRelease({ params: at, body: fileOf() })
    const other = { ...place, release: 'first' }
    await api.applyRelease({ params: other, body: fileOf({ flags: [{ key: 'a', outgoing: 'on' }] }) })
    await api.startRelease({ params: other, body: {} })
    const { refusals } = await api.preflightRelease({ params: at })
    expect(codes(refusals)).toEqual(['owned a'])
    expect(refusals[0]?.message).toMatch(/Release "first" owns "a"/)
  })

  it('lets one of two releases that start at once have a flag', async () => {
    const { api } = await openReleaseShop('a', 'b')
    const both = ['first', 'second'].map((key) => ({ ...place, release: key }))
    for (const params of both) await api.applyRelease({ params, body: fileOf() })
    const started = await Promise.allSettled(both.map((params) => api.startRelease({ params, body: {} })))
    expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { items } = await api.listReleases({ params: place, query: { status: 'running' } })
    expect(items).toHaveLength(1)
  })

  it('refuses a flag whose kill would serve what goes out: it would help nobody', async () => {
    const { api } = await openReleaseShop()
    await addFlag(api, 'a', { offVariant: 'on', default: { type: 'variant', variant: 'off' } })
    await addFlag(api, 'b')
    await api.applyRelease({ params: at, body: fileOf() })
    const { mayStart, refusals } = await api.preflightRelease({ params: at })
    expect([mayStart, codes(refusals)]).toEqual([false, ['safe-is-outgoing a']])
    await expect(api.startRelease({ params: at, body: {} })).rejects.toMatchObject({
      problem: { code: 'release-not-ready' },
    })
  })

  it('shows what a kill would serve and turn off, and what nobody evaluates', async () => {
    const { api } = await openReleaseShop()
    await addFlag(api, 'a', { offVariant: 'other', default: { type: 'variant', variant: 'off' } })
    await addFlag(api, 'b')
    await addFlag(api, 'dependent', { prerequisites: [{ flag: 'a', variants: ['on', 'off'] }] })
    await api.applyRelease({ params: at, body: fileOf() })
    const { mayStart, shows, holds } = await api.preflightRelease({ params: at })
    expect({ mayStart, holds }).toEqual({ mayStart: true, holds: [] })
    expect(codes(shows)).toEqual([
      'safe-differs a',
      'not-connected undefined',
      'not-evaluated a',
      'not-evaluated b',
      'turns-off dependent',
      'no-notifier undefined',
    ])
    expect(shows[0]?.message).toBe('A kill of "a" serves "other"; before the release everybody has "off".')
  })

  it('refuses a preview whose segment has gone since the file was applied', async () => {
    const { api } = await openReleaseShop('a', 'b')
    const made = await api.createSegment({ params: place, body: { key: 'testers', name: 'Testers' } })
    await api.applyRelease({ params: at, body: fileOf({ strategy: 'blue-green', preview: 'testers' }) })
    await api.deleteSegment({ params: { ...place, segment: 'testers' }, ifMatch: made.revision })
    const { refusals } = await api.preflightRelease({ params: at })
    expect(refusals.map(({ code }) => code)).toEqual(['unknown-preview'])
  })

  it('knows of connected instances what they run and evaluate', async () => {
    const { api, http } = await openReleaseShop('a', 'b')
    const { key } = await api.createKey({ params: place, body: { name: 'sdk' } })
    const sdk = { authorization: `Bearer ${key}` }
    const { instance } = hello()
    const said = hello({ instance: { ...instance, service: 'checkout', version: '1.4.1' } })
    await http.get(snapshotPath).set({ ...sdk, [helloHeader]: encodeHeader(said) })
    const evaluations = [{ flag: 'a', variant: 'off', reason: 'STATIC', count: 3 }]
    const report = { bootId: said.bootId, sequence: 1, service: 'checkout', evaluations, dropped: 0 }
    await http
      .post(reportPath)
      .set({ ...sdk, 'content-type': 'application/json' })
      .send(JSON.stringify(report))
    const services = [{ name: 'checkout', version: '1.4.2' }]
    await api.applyRelease({ params: at, body: fileOf({ services }) })
    const { refusals, shows } = await api.preflightRelease({ params: at })
    expect(refusals).toMatchObject([{ code: 'unknown-version', service: 'checkout' }])
    expect(refusals[0]?.message).toContain('(1 run 1.4.1)')
    expect(codes(shows)).toEqual(['not-evaluated b', 'no-notifier undefined'])
  })

  it('says that nothing is known of before where everybody gets it at once', async () => {
    const { api } = await openReleaseShop('a', 'b')
    await api.applyRelease({ params: at, body: fileOf({ strategy: 'all-at-once' }) })
    const { shows } = await api.preflightRelease({ params: at })
    const found = shows.find(({ code }) => code === 'no-baseline')
    expect(found?.message).toContain('up to 1 % of errors, twice its baselineFloor, are no news')
    await api.applyRelease({ params: at, body: fileOf({ strategy: 'blue-green' }) })
    const { shows: measured } = await api.preflightRelease({ params: at })
    expect(measured.map(({ code }) => code)).not.toContain('no-baseline')
  })

  it('says how many requests of its last run could not be split, once there was one', async () => {
    const { api, app, report } = await openGuarded()
    await report({ treatment: arm(30), control: arm(30), unassigned: 20 }).expect(204)
    await app.guard.tick()
    await api.abortRelease({ params: at, body: {} })
    await app.guard.tick()
    const { shows } = await api.preflightRelease({ params: at })
    expect(shows.find(({ code }) => code === 'not-split')?.message).toMatch(
      /^25 % of the requests of its last run had no targeting key/,
    )
  })

  it('of a release that is not there is refused', async () => {
    const { api } = await openReleaseShop()
    await expect(api.preflightRelease({ params: { ...at, project } })).rejects.toMatchObject({
      problem: { status: 404, code: 'not-found' },
    })
  })
})

describe('the versions that are connected', () => {
  async function withInstances(...instances: ConnectedInstance[]) {
    const house = await openShop()
    await createFlag(house, 'a', { environments: { production: { enabled: true } } })
    const surroundings = {
      instances: async () => instances,
      evaluates: (_id: string, service: string) => service === 'payments',
      turnOff: async () => [],
      toldOfKills: async () => [],
      checkProblems: async () => [],
      askChecks: async () => [],
      lastRun: async () => undefined,
      usualTraffic: () => undefined,
    }
    const releases = createReleasesService({ ...house, surroundings })
    const services = [{ name: 'payments', version: '2.0.0' }]
    const file = releaseFileSchema.parse({ release: 'r', services, flags: [{ key: 'a', outgoing: 'on' }] })
    await releases.apply('shop', 'production', 'r', file, by)
    return releases
  }
  const payments = (count: number, version: string, connected = true): ConnectedInstance[] =>
    Array.from({ length: count }, () => ({ service: 'payments', version, connected }))

  it('hold the first stage where some are not the named one', async () => {
    const gone = payments(5, '1.0.0', false)
    const releases = await withInstances(...payments(39, '2.0.0'), ...payments(3, '1.9.4'), ...gone)
    const because = '3 of 42 of payments still run 1.9.4.'
    const { holds, shows } = await releases.preflight('shop', 'production', 'r')
    expect(holds).toEqual([{ code: 'versions', message: because, service: 'payments' }])
    expect(shows.map(({ code }) => code)).toEqual(['no-notifier'])
    const started = await releases.start('shop', 'production', 'r', {}, by)
    expect(started.holds).toMatchObject([{ reason: 'versions', because }])
    await expect(releases.advance('shop', 'production', 'r', {}, by)).rejects.toMatchObject({
      code: 'release-held',
    })
    const resumed = await releases.resume('shop', 'production', 'r', ['versions'], by)
    expect(resumed.holds).toEqual([])
  })

  it('refuse the start where nobody runs the named one', async () => {
    const releases = await withInstances(...payments(42, '1.9.4'))
    await expect(releases.start('shop', 'production', 'r', {}, by)).rejects.toMatchObject({
      code: 'release-not-ready',
      message: expect.stringContaining('No connected instance of payments runs 2.0.0 (42 run 1.9.4)'),
    })
    const nobody = await withInstances()
    const { refusals } = await nobody.preflight('shop', 'production', 'r')
    expect(refusals[0]?.message).toMatch(/none is connected/)
  })

  it('let it begin without a hold where all are', async () => {
    const releases = await withInstances(...payments(2, '2.0.0'), ...payments(1, '1.9.4', false))
    expect((await releases.start('shop', 'production', 'r', {}, by)).holds).toEqual([])
  })
})
