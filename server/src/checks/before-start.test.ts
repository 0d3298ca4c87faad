import { snapshotPath } from '@ripcord/sync'
import { afterEach, describe, expect, it } from 'vitest'
import { openGuarded } from '../guard/testing/guarded-app.js'
import { arm } from '../guard/testing/guarded-shop.js'
import { createFlag, fileOf, place, at as where } from '../releases/testing/release-shop.js'
import { hello } from '../stream/testing/test-hub.js'
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
const noData: Answer = { body: { status: 'success', data: { resultType: 'vector', result: [] } } }
const away: Answer = { status: 503, body: '' }

const allowed = { RIPCORD_EGRESS_ALLOW: '127.0.0.1' }
const prom5xx = { id: 'prom5xx', type: 'prometheus', query: 'errors', failWhen: 'value > 0.02' }

async function openAnswering(answer: Answer) {
  const says = { now: answer }
  const backend = await openBackend(() => says.now)
  open.push(backend)
  return { says, backend }
}

/** A release that was applied, with a check whose backend answers so. */
async function openDraft(answer: Answer, more: object = {}) {
  const { says, backend } = await openAnswering(answer)
  const opened = await openApp(allowed, { every: () => () => undefined })
  for (const key of ['a', 'b']) await createFlag(opened.api, key)
  const checks = [{ ...prom5xx, url: backend.url, ...more }]
  await opened.api.applyRelease({ params: where, body: fileOf({ checks }) })
  const start = (confirm?: string[]) => opened.api.startRelease({ params: where, body: { confirm } })
  return { ...opened, says, backend, start }
}

describe('a pulled check before the start', () => {
  it('lets it begin where it is good', async () => {
    const { api, backend, start } = await openDraft(value('0.01'))
    expect(await api.preflightRelease({ params: where })).toMatchObject({ mayStart: true, confirms: [] })
    expect(await start()).toMatchObject({ status: 'running' })
    expect(backend.asked).toHaveLength(2)
  })

  it('refuses the start where it is red, whatever is confirmed: nothing could be put down to the release', async () => {
    const { api, start } = await openDraft(value('0.5'))
    const { mayStart, refusals } = await api.preflightRelease({ params: where })
    expect({ mayStart, refusals }).toMatchObject({
      mayStart: false,
      refusals: [{ code: 'check-red', check: 'prom5xx' }],
    })
    expect(refusals[0]?.message).toContain('(pre-flight red: not attributable): its value is 0.5')
    await expect(start(['prom5xx'])).rejects.toMatchObject({
      problem: { status: 409, code: 'release-not-ready', refusals },
    })
    expect((await api.getRelease({ params: where })).status).toBe('draft')
  })

  it.each<[string, Answer]>([
    ['has no data', noData],
    ['can’t be asked', away],
  ])('has to be confirmed by name where it %s', async (_name, answer) => {
    const { api, start } = await openDraft(answer)
    const { mayStart, refusals, confirms } = await api.preflightRelease({ params: where })
    expect({ mayStart, refusals }).toEqual({ mayStart: false, refusals: [] })
    expect(confirms).toMatchObject([{ code: 'check-unknown', check: 'prom5xx' }])
    for (const named of [undefined, [], ['prom4xx']])
      await expect(start(named)).rejects.toMatchObject({
        problem: {
          status: 409,
          code: 'release-not-ready',
          detail: expect.stringContaining('start with "confirm": ["prom5xx"]'),
          refusals: confirms,
        },
      })
    expect(await start(['prom5xx'])).toMatchObject({ status: 'running', stage: 0 })
  })

  it.each<[object, Answer, string]>([
    [{ onNoData: 'ignore' }, noData, 'running'],
    [{ onNoData: 'pass' }, noData, 'running'],
    [{ onNoData: 'fail' }, noData, 'check-red'],
    [{ onError: 'fail' }, away, 'check-red'],
  ])('says what its policy says: %j', async (policy, answer, outcome) => {
    const { api, start } = await openDraft(answer, policy)
    const { refusals } = await api.preflightRelease({ params: where })
    if (outcome === 'running') expect(await start()).toMatchObject({ status: 'running' })
    else expect(refusals).toMatchObject([{ code: outcome }])
  })

  it('is the one of its services where the release has none', async () => {
    const { api, http, backend } = await openDraft(noData)
    const { key } = await api.createKey({ params: place, body: { name: 'sdk' } })
    await http.post(snapshotPath).set('authorization', `Bearer ${key}`).send(hello()).expect(200)
    const params = { project: place.project, service: 'checkout' }
    const checks = [{ ...prom5xx, url: backend.url }] as never
    await api.updateService({ params, body: { checks } })
    const { checks: _own, ...file } = fileOf() as { checks?: unknown }
    await api.applyRelease({ params: where, body: file as never })
    expect((await api.preflightRelease({ params: where })).confirms).toMatchObject([{ check: 'prom5xx' }])
  })
})

it('keeps a release that began without data in its first stage until its check passes', async () => {
  const { says, backend } = await openAnswering(noData)
  const checks = [{ ...prom5xx, url: backend.url }]
  const stages = [{ share: 0.5, bakeTime: '5s', minSamples: 1 }, { share: 1 }]
  const { api, app, clock, report } = await openGuarded({ checks, stages }, undefined, allowed, {
    confirm: ['prom5xx'],
  })
  async function minute() {
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000)
      await report({ treatment: arm(40), control: arm(40) }).expect(204)
      await app.checks.tick()
      await app.checks.settled()
      await app.guard.tick()
    }
  }
  await minute()
  const held = await api.getRelease({ params: where })
  expect(held).toMatchObject({ status: 'running', stage: 0, holds: [{ reason: 'no-data' }] })
  says.now = value('0.01')
  await minute()
  expect((await api.getRelease({ params: where })).stage).toBe(1)
})

describe('a heartbeat before the start', () => {
  async function openBeating() {
    const opened = await openApp({}, { every: () => () => undefined })
    for (const key of ['a', 'b']) await createFlag(opened.api, key)
    const checks = [{ id: 'beat', type: 'heartbeat', period: '10s' }]
    await opened.api.applyRelease({ params: where, body: fileOf({ checks }) })
    const { path } = await opened.api.readHeartbeatToken({ params: { ...where, check: 'beat' } })
    const preflight = () => opened.api.preflightRelease({ params: where })
    return { ...opened, path, preflight }
  }

  it('is good while it beats, red when it falls silent, and unknown before', async () => {
    const { http, clock, path, preflight } = await openBeating()
    expect((await preflight()).confirms).toMatchObject([{ check: 'beat' }])
    await http.post(path).expect(202)
    expect(await preflight()).toMatchObject({ mayStart: true, confirms: [] })
    clock.advance(21_000)
    expect((await preflight()).refusals).toMatchObject([{ code: 'check-red', check: 'beat' }])
  })

  it('is no evidence of the run: that one waits for a beat of its own', async () => {
    const { api, app, http, path } = await openBeating()
    await http.post(path).expect(202)
    await api.startRelease({ params: where, body: {} })
    await app.checks.tick()
    expect((await api.listReleaseChecks({ params: where })).items).toMatchObject([{ outcome: 'hold' }])
  })
})
