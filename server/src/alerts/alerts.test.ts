import { describe, expect, it, vi } from 'vitest'
import { createFlag, fileOf, place, at as where } from '../releases/testing/release-shop.js'
import { alertedOn, createSource, openAlerted } from './testing/alerted-app.js'

const minute = 60_000

/** The guard's kill is not waited for by the answer. */
function waitFor<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  return vi.waitFor(
    async () => {
      const seen = await look()
      if (seen === undefined || seen === false) throw new Error('not yet')
      return seen
    },
    { timeout: 20_000 },
  )
}

describe('an alert that fires', () => {
  it('kills the release that it names, with evidence that tells from where', async () => {
    const { deliver, release, kills, source } = await openAlerted()
    const answer = await deliver({}).expect(202)
    expect(answer.body).toMatchObject({
      accepted: 1,
      duplicates: 0,
      unmatched: 0,
      matched: [{ release: where.release, check: 'alerts', effect: 'fails' }],
    })
    await waitFor(async () => (await release()).status === 'killed')
    const [kill] = await kills()
    expect(kill).toMatchObject({ cause: 'guard' })
    expect(kill?.reason).toBe('The alert "HighErrorRate" fires, received from monitoring.')
    expect(source.secret).toMatch(/^rk_src_/)
  })

  it('is told in the incident: who, when it began, when it was received', async () => {
    const { api, deliver, kills, clock } = await openAlerted()
    const startsAt = clock.now().toISOString()
    clock.advance(1_400)
    await deliver({ startsAt }).expect(202)
    await waitFor(async () => (await kills()).length === 1)
    const kill = (await kills())[0]?.killId ?? ''
    const incident = await waitFor(() =>
      api.getIncident({ params: { ...place, kill } }).catch(() => undefined),
    )
    expect(JSON.stringify(incident.decision)).toContain('"source":"monitoring"')
    expect(incident.decision).toMatchObject({
      assessments: expect.arrayContaining([
        expect.objectContaining({
          check: 'alerts',
          evidence: expect.objectContaining({ startsAt, receivedAt: clock.now().toISOString() }),
        }),
      ]),
    })
  })

  it('kills once, however often it comes', async () => {
    const { deliver, second, kills, clock } = await openAlerted()
    const startsAt = clock.now().toISOString()
    await deliver({ startsAt }).expect(202)
    for (let left = 20; left > 0; left--) {
      const { body } = await deliver({ startsAt }, { startsAt }).expect(202)
      expect(body).toMatchObject({ accepted: 2, duplicates: 2, matched: [] })
      await second()
    }
    expect(await kills()).toHaveLength(1)
  })

  it('restores nothing when it is resolved', async () => {
    const { deliver, release, second } = await openAlerted()
    const startsAt = new Date(Date.parse('2026-01-05T08:00:00.000Z')).toISOString()
    await deliver({ startsAt }).expect(202)
    await waitFor(async () => (await release()).status === 'killed')
    await deliver({ status: 'resolved', startsAt }).expect(202)
    await second()
    expect((await release()).status).toBe('killed')
  })

  it('kills nothing in observe mode', async () => {
    const { deliver, release, second } = await openAlerted({ policy: { mode: 'observe' } })
    await deliver({}).expect(202)
    await second()
    expect((await release()).status).toBe('running')
  })

  it('is asked for by a release that says nothing of checks', async () => {
    const { deliver, release } = await openAlerted({ checks: undefined })
    await deliver({}).expect(202)
    await waitFor(async () => (await release()).status === 'killed')
  })
})

describe('what never kills', () => {
  it.each([
    ['one that is resolved at once', [{}, { status: 'resolved' }]],
    ['one whose end comes before its beginning', [{ status: 'resolved' }, {}]],
    ['one of another release', [{ labels: { release: 'another' } }]],
    ['one that began before the release', [{ startsAt: '2026-01-05T07:59:29.000Z' }]],
    ['one that comes two days late', [{ startsAt: '2026-01-03T08:00:00.000Z' }]],
    ['one of a sender that has no data', [{ status: 'nodata' }]],
    ['one of a sender that could not measure', [{ status: 'error' }]],
    ['one that neither fires nor ends', [{ status: 'info' }]],
  ])('%s', async (_what, said) => {
    const { deliver, second, release, kills } = await openAlerted()
    await deliver(...said).expect(202)
    await second()
    expect((await release()).status).toBe('running')
    expect(await kills()).toEqual([])
  })

  it('is written down with its reason', async () => {
    const { deliver, api, clock } = await openAlerted()
    clock.advance(20 * minute)
    const { body } = await deliver(
      { fingerprint: 'old', startsAt: '2026-01-05T07:00:00.000Z' },
      { fingerprint: 'late', startsAt: '2026-01-05T08:01:00.000Z' },
    ).expect(202)
    expect(
      body.matched.map(({ effect, because }: { effect: string; because: string }) => [effect, because]),
    ).toEqual([
      ['recorded', 'It was received 80 minutes after it began: it tells of the past.'],
      ['recorded', 'It was received 19 minutes after it began: it tells of the past.'],
    ])
    expect((await api.listAlerts({ params: place })).items).toHaveLength(2)
  })

  it('holds the release where its sender has no data, until that is over', async () => {
    const { deliver, second, release } = await openAlerted()
    const startsAt = '2026-01-05T08:00:00.000Z'
    const reasons = async () => (await release()).holds.map(({ reason }) => reason)
    await deliver({ status: 'nodata', startsAt }).expect(202)
    await second()
    expect(await reasons()).toEqual(['no-data'])
    await deliver({ status: 'resolved', startsAt }).expect(202)
    await second()
    expect(await reasons()).toEqual([])
    await deliver({ status: 'error', startsAt, fingerprint: 'other' }).expect(202)
    await second()
    expect(await reasons()).toEqual(['error'])
    await deliver({ startsAt, fingerprint: 'other' }).expect(202)
    await waitFor(async () => (await release()).status === 'killed')
  })
})

describe('the inbox', () => {
  it('has what nothing asks for, what would have matched, and the label that is odd', async () => {
    const { deliver, api } = await openAlerted()
    const { body } = await deliver({ labels: { release: 'chekout-1' } }, { labels: { team: 'x' } }).expect(
      202,
    )
    expect(body).toMatchObject({ accepted: 2, unmatched: 2, matched: [] })
    const warning = 'The label release="chekout-1" names no release of production: is it spelt so?'
    expect(body.warnings).toEqual([warning])
    const inbox = await api.listAlerts({ params: place, query: { unmatched: true } })
    expect(inbox.items.map(({ labels, warnings }) => [labels, warnings])).toEqual([
      [{ team: 'x' }, []],
      [{ release: 'chekout-1' }, [warning]],
    ])
    expect(inbox.wanted).toEqual([
      { release: where.release, check: 'alerts', labels: { release: where.release } },
    ])
  })

  it('names the label of a flag that nobody brings, and the release of one that somebody does', async () => {
    const { deliver } = await openAlerted()
    const warningsOf = async (flag: string) => (await deliver({ labels: { flag } }).expect(202)).body.warnings
    expect(await warningsOf('c')).toEqual([
      'The label flag="c" names no flag of a release that runs in production: is it spelt so?',
    ])
    expect(await warningsOf('a')).toEqual([
      'The label flag="a" names no release: say release="checkout-1", which brings that flag.',
    ])
  })
})

describe('which release an alert is about', () => {
  const services = [{ name: 'checkout', version: '1.4.2' }]
  const about = { service: 'checkout', env: 'production', version: '1.4.2' }

  it.each([
    ['service, environment and version', about, true],
    [
      'the same with another word for the environment',
      { service: 'checkout', environment: 'production', version: '1.4.2' },
      true,
    ],
    ['another version', { ...about, version: '1.4.1' }, false],
    ['no version', { service: 'checkout', env: 'production' }, false],
    ['another environment', { ...about, env: 'staging' }, false],
    ['the release, of another environment', { release: where.release, env: 'staging' }, false],
    [
      'the release, of an environment that is somebody’s own word',
      { release: where.release, env: 'prod' },
      true,
    ],
  ])('%s', async (_what, labels, isMatched) => {
    const { deliver } = await openAlerted({ services })
    const { body } = await deliver({ labels }).expect(202)
    expect(body.matched).toHaveLength(isMatched ? 1 : 0)
    expect(body.unmatched).toBe(isMatched ? 0 : 1)
  })

  it.each([
    ['the labels of its service, without a version', { service: 'checkout', team: 'pay' }, true],
    ['the same of its version', { service: 'checkout', team: 'pay', version: '1.4.2' }, true],
    ['the same of another version', { service: 'checkout', team: 'pay', version: '1.4.1' }, false],
    ['some of the labels of its service', { service: 'checkout' }, false],
  ])('%s', async (_what, labels, isMatched) => {
    const { api, deliver } = await openAlerted({ services })
    await api.updateService({
      params: { project: place.project, service: 'checkout' },
      body: { alertLabels: { service: 'checkout', team: 'pay' } },
    })
    expect((await deliver({ labels }).expect(202)).body.matched).toHaveLength(isMatched ? 1 : 0)
  })

  it('the matchers of its check, and where several match the newest that had started', async () => {
    const checks = [{ id: 'pages', type: 'alert', match: ['severity=~"page|critical"', 'team=pay'] }]
    const shop = await openAlerted({ checks })
    const { api, clock, deliver, release } = shop
    await createFlag(api, 'c')
    clock.advance(5 * minute)
    const newer = { ...place, release: 'newer' }
    await api.applyRelease({
      params: newer,
      body: fileOf({ flags: [{ key: 'c', outgoing: 'on' }], checks }),
    })
    await api.startRelease({ params: newer, body: {} })
    clock.advance(minute)
    const labels = { severity: 'page', team: 'pay' }
    const { body } = await deliver({ labels }).expect(202)
    expect(body.matched).toMatchObject([
      { release: 'newer', effect: 'fails', next: [where.release] },
      { release: where.release, effect: 'recorded' },
    ])
    await waitFor(async () => (await api.getRelease({ params: newer })).status === 'killed')
    expect((await release()).status).toBe('running')
    const before = new Date(clock.now().getTime() - 3 * minute).toISOString()
    const again = await deliver({ labels, fingerprint: 'second', startsAt: before }).expect(202)
    expect(again.body.matched).toMatchObject([{ release: where.release, effect: 'fails' }])
    expect((await deliver({ labels: { severity: 'info', team: 'pay' } })).body.unmatched).toBe(1)
  })

  it('refuses a matcher that can’t be read when it is saved', async () => {
    const { api } = await openAlerted()
    const body = fileOf({ checks: [{ id: 'x', type: 'alert', match: ['release="$release"', 'a=~"("'] }] })
    await expect(api.applyRelease({ params: { ...place, release: 'other' }, body })).rejects.toMatchObject({
      problem: { status: 422, errors: [{ path: '/checks/0/match/1' }] },
    })
  })
})

describe('a source', () => {
  it('touches the releases of its scope alone', async () => {
    const shop = await openAlerted()
    for (const scope of [{ releases: 'payments-' }, { service: 'payments' }]) {
      const other = alertedOn(shop, await createSource(shop, { scope }))
      const { body } = await other.deliver({}).expect(202)
      expect(body).toMatchObject({ unmatched: 1, matched: [] })
      expect(body.warnings[0]).toContain('may not touch')
    }
  })

  it('with a token in its path needs no labels where its scope says what it is about', async () => {
    const shop = await openAlerted()
    const scope = { releases: where.release }
    const source = await createSource(shop, { auth: 'url-token', scope })
    const body = { alerts: [{ status: 'firing' }] }
    expect((await shop.post(source.path, null, body)).status).toBe(401)
    expect((await shop.post(`${source.path}/wrong`, null, body)).status).toBe(401)
    const answer = await shop.post(`${source.path}/${source.secret}`, null, body)
    expect(answer.body.matched).toMatchObject([{ release: where.release, effect: 'fails' }])
    await waitFor(async () => (await shop.release()).status === 'killed')
    const { text } = await shop.http.get('/metrics')
    expect(text).toContain('ripcord_alerts_first_firings 1')
    for (const told of [shop.logged(), text]) expect(told).not.toContain(source.secret)
  })

  it('says where labels are in what it sends', async () => {
    const shop = await openAlerted()
    const source = await createSource(shop, { labels: { release: '/annotations/build', team: 'pay' } })
    const body = { alerts: [{ status: 'firing', annotations: { build: where.release } }] }
    const answer = await shop.post(source.path, source.secret, body)
    expect(answer.body.matched).toMatchObject([{ release: where.release }])
  })

  it('of another environment touches nothing here', async () => {
    const shop = await openAlerted()
    const source = await shop.api.createSource({
      params: { ...place, environment: 'staging' },
      body: { sender: 'ripcord', name: 'other' },
    })
    const { body } = await alertedOn(shop, { ...source })
      .deliver({})
      .expect(202)
    expect(body).toMatchObject({ unmatched: 1, matched: [] })
  })

  it('is listed without its secret, and refused once it is revoked', async () => {
    const { api, deliver, source } = await openAlerted()
    await deliver({}).expect(202)
    const { items } = await api.listSources({ params: place })
    expect(items).toMatchObject([{ id: source.id, auth: 'bearer', lastUsedAt: expect.any(String) }])
    expect(JSON.stringify(items)).not.toContain(source.secret)
    await api.revokeSource({ params: { ...place, source: source.id } })
    const answer = await deliver({}).expect(401)
    expect(answer.body.detail).toContain('revoked')
  })

  it.each([
    ['a format that nobody knows', { sender: 'smoke-signals' }, '/sender'],
    ['a proof that its format can’t give', { auth: 'sns' }, '/auth'],
    ['a secret of one’s own where one is made here', { secret: 'correct-horse' }, '/secret'],
  ])('is refused with %s', async (_what, draft, path) => {
    const shop = await openAlerted()
    await expect(createSource(shop, draft)).rejects.toMatchObject({
      problem: { status: 422, errors: [{ path }] },
    })
  })
})

describe('the door', () => {
  it.each([
    ['an unknown format', (path: string) => path.replace('/ripcord/', '/smoke-signals/'), 404],
    ['an unknown source', (path: string) => `${path}x`, 404],
    ['a source of another format', (path: string) => path.replace('/ripcord/', '/alertmanager/'), 404],
  ])('refuses %s', async (_what, changed, status) => {
    const { post, source } = await openAlerted()
    const answer = await post(changed(source.path), source.secret, { alerts: [] })
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toMatch(/^There is no .*: /)
  })

  it.each([
    ['no secret', null],
    ['another secret', 'rk_src_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
  ])('refuses %s before it looks at the body', async (_what, secret) => {
    const { post, source } = await openAlerted()
    const answer = await post(source.path, secret, 'not even JSON')
    expect(answer.status).toBe(401)
    expect(answer.type).toBe('application/problem+json')
  })

  it.each([
    ['too large', `{"alerts":[${' '.repeat(1024 * 1024)}]}`, 413],
    ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`, 400],
    ['not JSON', '{"alerts":', 400],
    ['empty', '', 400],
    ['of another shape', '{"alerts":[{"status":"on fire"}]}', 400],
    ['without alerts', '{}', 400],
  ])('refuses a body that is %s', async (_what, body, status) => {
    const { post, source } = await openAlerted()
    const answer = await post(source.path, source.secret, body)
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toEqual(expect.any(String))
  })

  it('refuses bytes that are not UTF-8', async () => {
    const { http, source } = await openAlerted()
    const answer = await http
      .post(source.path)
      .set({ 'content-type': 'application/json', authorization: `Bearer ${source.secret}` })
      .serialize((sent) => sent)
      .send(Buffer.from('{"alerts":[{"status":"firing","labels":{"a":"\u00e9"}}]}', 'latin1'))
    expect(answer.status).toBe(400)
    expect(answer.body.detail).toContain('UTF-8')
  })

  it('takes Alertmanager’s own, each alert of a group by itself', async () => {
    const shop = await openAlerted()
    const source = await createSource(shop, { sender: 'alertmanager', auth: 'basic' })
    const one = (status: string, release: string) => ({
      status,
      labels: { alertname: 'Errors', release },
      annotations: { summary: 'many' },
      startsAt: shop.clock.now().toISOString(),
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus/graph',
      fingerprint: `f-${release}`,
    })
    const body = {
      version: '4',
      truncatedAlerts: 3,
      alerts: [one('resolved', 'gone'), one('firing', where.release)],
    }
    const basic = Buffer.from(`ripcord:${source.secret}`).toString('base64')
    const answer = await shop.http.post(source.path).set('authorization', `Basic ${basic}`).send(body)
    expect(answer.status).toBe(202)
    expect(answer.body).toMatchObject({ accepted: 2, unmatched: 1, matched: [{ release: where.release }] })
    expect(answer.body.warnings[0]).toContain('left out 3 alerts')
    await waitFor(async () => (await shop.release()).status === 'killed')
  })
})
