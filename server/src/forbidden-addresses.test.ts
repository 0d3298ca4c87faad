import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChannelTarget } from '@ripcord/model'
import { afterEach, describe, expect, it } from 'vitest'
import { allowedTargets } from './egress/allowed.js'
import { createEgress, type Egress } from './egress/egress.js'
import { forbidden } from './egress/testing/forbidden.js'
import { openGuarded } from './guard/testing/guarded-app.js'
import { createFlag, fileOf, place, project, at as where } from './releases/testing/release-shop.js'
import { openApp } from './testing/open-app.js'

// What may not be reached is refused at each of three moments: when it is kept, when it is tried, and when it is used.
// The name that led elsewhere in between is why once is not enough.

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const conditions = { failWhen: 'value > 1' }
const checks = {
  http: { type: 'http' },
  prometheus: { type: 'prometheus', query: 'up', ...conditions },
  elasticsearch: { type: 'elasticsearch', index: 'logs', ...conditions },
  json: { type: 'json', pointer: '/value', ...conditions },
} as const
const kinds = Object.keys(checks) as (keyof typeof checks)[]
const checkAt = (kind: keyof typeof checks, url: string) => ({ id: 'c', url, ...checks[kind] })

const channelTypes = ['webhook', 'slack', 'cloudevents'] as const

// What is no URL at all is no body; else it is one that may not be asked.
const refused = { problem: { status: expect.toSatisfy((status) => status === 400 || status === 422) } }

describe('an address within', () => {
  it.each(forbidden)('%s is kept by nothing, and tried by nothing', async (url) => {
    const { api } = await openApp()
    for (const key of ['a', 'b']) await createFlag(api, key)
    for (const kind of kinds) {
      const check = checkAt(kind, url) as never
      await expect(
        api.applyRelease({ params: where, body: fileOf({ checks: [check] }) }),
      ).rejects.toMatchObject(refused)
      await expect(api.measureCheck({ params: place, body: { check } })).rejects.toMatchObject(refused)
    }
    await expect(
      api.putBackend({ params: { project, backend: 'prom' }, body: { url } }),
    ).rejects.toMatchObject(refused)
    expect((await api.listReleases({ params: place })).items).toEqual([])
    expect((await api.listBackends({ params: { project } })).items).toEqual([])
  })

  it.each(forbidden)('%s is what no channel can have, nor be changed to', async (url) => {
    const { api } = await openApp()
    const known = 'https://93.184.215.14/'
    for (const type of channelTypes) {
      const channelAt = (at: string) => ({ name: type, target: { type, url: at } }) as const
      const create = (at: string) => api.createChannel({ params: { project }, body: channelAt(at) })
      await expect(create(url)).rejects.toMatchObject(refused)
      const params = { project, channel: (await create(known)).id }
      await expect(api.updateChannel({ params, body: channelAt(url) })).rejects.toMatchObject(refused)
      expect((await api.getChannel({ params })).to).toContain('93.184.215.14')
    }
    expect((await api.listChannels({ params: { project } })).items).toHaveLength(channelTypes.length)
  })
})

/** Reaches everything, until the list of what may be reached is as it should have been. */
function openLenient(): { egress: Egress; turn: () => void } {
  const strict = createEgress({ allow: [], monotonic: () => performance.now() })
  open.push(strict)
  let isStrict = false
  const egress: Egress = {
    request: async (asked) => {
      if (isStrict) return strict.request(asked)
      return { type: 'answer', status: 200, headers: {}, body: Buffer.from('{}'), tookMs: 1 }
    },
    refuse: async (url) => (isStrict ? strict.refuse(url) : undefined),
    close: async () => undefined,
  }
  return { egress, turn: () => void (isStrict = true) }
}

const refusedNow = expect.stringMatching(/may not be asked/)
const asUrl = forbidden.filter((url) => /^https?:\/\//.test(url))

describe('an address that was allowed when it was kept', () => {
  it.each(asUrl)('%s is asked for no release that runs, which holds', async (url) => {
    const { egress, turn } = openLenient()
    const checks = kinds.map((kind) => ({ ...checkAt(kind, url), id: kind }))
    const { api, app, clock } = await openGuarded(
      { checks },
      undefined,
      {},
      { confirm: [...kinds] },
      { egress },
    )
    turn()
    for (let i = 0; i < 3; i++) {
      clock.advance(10_500)
      await app.checks.tick()
      await app.checks.settled()
    }
    const { items } = await api.listReleaseChecks({ params: where })
    expect(items).toHaveLength(kinds.length)
    for (const item of items) expect(item).toMatchObject({ outcome: 'hold', because: refusedNow })
  })

  it.each(asUrl)(
    '%s is neither tried by a backend or channel that has it, nor told anything',
    async (url) => {
      const { egress, turn } = openLenient()
      const { api, app, clock } = await openApp({}, { egress, every: () => () => undefined })
      await createFlag(api, 'a')
      clock.advance(1)
      await api.putBackend({ params: { project, backend: 'prom' }, body: { url } })
      const channels = await Promise.all(
        channelTypes.map((type) =>
          api.createChannel({ params: { project }, body: { name: type, target: { type, url } } }),
        ),
      )
      turn()
      for (const kind of kinds) {
        const check = { id: 'c', backend: 'prom', ...checks[kind] } as never
        expect(await api.measureCheck({ params: place, body: { check } })).toMatchObject({
          type: 'error',
          because: refusedNow,
        })
      }
      for (const { id } of channels) {
        const tried = await api.testChannel({ params: { project, channel: id } })
        expect(tried).toMatchObject({ state: 'dead', last: refusedNow })
      }
      await api.createKill({ params: place, body: { target: { type: 'flags', flags: ['a'] }, reason: 'x' } })
      await app.notify.tick()
      await app.notify.settled()
      const { items } = await api.listDeliveries({ params: { project }, query: {} })
      expect(items).toHaveLength(2 * channelTypes.length)
      for (const { last } of items) expect(last).toEqual(refusedNow)
    },
  )
})

/** A server that answers so, and the paths that it was asked for. */
async function listening(answer: RequestListener): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(String(request.url))
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: () => (server.closeAllConnections(), server.close()) })
  return { port: (server.address() as AddressInfo).port, asked }
}

/** Who should never be asked. */
const openSecret = () => listening((_request, response) => response.end('{"status":"success"}'))

/** A name that nobody knows until it leads here, where somebody listens who should never be asked. */
async function openRebinding() {
  const { port, asked } = await openSecret()
  let isKnown = false
  const egress = createEgress({
    allow: allowedTargets([`10.9.8.7:${port}`]),
    monotonic: () => performance.now(),
    resolve: async (host) => {
      if (!isKnown) throw new Error(`ENOTFOUND ${host}`)
      return [{ address: '127.0.0.1', family: 4 }]
    },
  })
  return { egress, url: `http://metrics.example:${port}`, turn: () => void (isKnown = true), asked }
}

describe('a name that leads within once it is kept', () => {
  it.each(kinds)('is not asked by a check of the type %s when it is tried', async (kind) => {
    const { egress, url, turn, asked } = await openRebinding()
    const { api } = await openApp({}, { egress })
    for (const key of ['a', 'b']) await createFlag(api, key)
    const check = checkAt(kind, url) as never
    await api.applyRelease({ params: where, body: fileOf({ checks: [check] }) })
    turn()
    await expect(api.measureCheck({ params: place, body: { check } })).rejects.toMatchObject({
      problem: {
        status: 422,
        errors: [{ path: '/check/url', message: expect.stringMatching(/may not be asked/) }],
      },
    })
    expect(asked).toEqual([])
  })

  it('is not asked for a release that runs, which holds', async () => {
    const { egress, url, turn, asked } = await openRebinding()
    const checks = [checkAt('json', url)]
    const { api, app, clock } = await openGuarded({ checks }, undefined, {}, { confirm: ['c'] }, { egress })
    turn()
    // Twice: the first interval tells of the time before the release as well.
    for (let i = 0; i < 3; i++) {
      clock.advance(10_500)
      await app.checks.tick()
      await app.checks.settled()
    }
    const [check] = (await api.listReleaseChecks({ params: where })).items
    expect(check).toMatchObject({ outcome: 'hold', because: expect.stringMatching(/may not be asked/) })
    expect(asked).toEqual([])
  })

  it.each(channelTypes)('is not told by a channel of the type %s', async (type) => {
    const { egress, url, turn, asked } = await openRebinding()
    const { api, app, clock } = await openApp({}, { egress, every: () => () => undefined })
    await createFlag(api, 'a')
    clock.advance(1)
    const target: ChannelTarget = { type, url }
    const { id } = await api.createChannel({ params: { project }, body: { name: 'n', target } })
    turn()
    const tried = await api.testChannel({ params: { project, channel: id } })
    expect(tried).toMatchObject({ state: 'dead', last: expect.stringMatching(/may not be asked/) })
    await api.createKill({ params: place, body: { target: { type: 'flags', flags: ['a'] }, reason: 'x' } })
    await app.notify.tick()
    await app.notify.settled()
    const [delivery] = (await api.listDeliveries({ params: { project }, query: {} })).items
    expect(delivery?.last).toMatch(/may not be asked/)
    expect(asked).toEqual([])
  })
})

describe.each([301, 302, 303, 307, 308])('a place that answers %i and names another', (status) => {
  /** Both may be asked: that nobody is sent on is not for want of permission. */
  async function openRedirecting() {
    const secret = await openSecret()
    const front = await listening((_request, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${secret.port}/` }).end(),
    )
    const egress = createEgress({
      allow: allowedTargets(['127.0.0.1']),
      monotonic: () => performance.now(),
    })
    return { egress, url: `http://127.0.0.1:${front.port}`, front: front.asked, secret: secret.asked }
  }

  it('is all that a check asks when it is tried and for a release that runs', async () => {
    const { egress, url, front, secret } = await openRedirecting()
    const checks = kinds.map((kind) => ({ ...checkAt(kind, url), id: kind }))
    const { api, app, clock } = await openGuarded(
      { checks },
      undefined,
      {},
      { confirm: [...kinds] },
      { egress },
    )
    for (const check of checks) {
      const measurement = await api.measureCheck({ params: place, body: { check } })
      expect(measurement).toMatchObject(check.type === 'http' ? { value: status } : { type: 'error' })
    }
    const tried = front.length
    for (let i = 0; i < 3; i++) {
      clock.advance(10_500)
      await app.checks.tick()
      await app.checks.settled()
    }
    expect(tried).toBeGreaterThanOrEqual(kinds.length)
    expect(front.length).toBeGreaterThanOrEqual(tried + kinds.length)
    expect(secret).toEqual([])
  })

  it('is all that a channel tells, which has told nobody', async () => {
    const { egress, url, front, secret } = await openRedirecting()
    const { api } = await openApp({}, { egress })
    for (const type of channelTypes) {
      const body = { name: type, target: { type, url } }
      const { id } = await api.createChannel({ params: { project }, body })
      const tried = await api.testChannel({ params: { project, channel: id } })
      expect(tried).toMatchObject({ state: 'dead', last: expect.stringContaining(String(status)) })
    }
    expect(front).toHaveLength(channelTypes.length)
    expect(secret).toEqual([])
  })
})
