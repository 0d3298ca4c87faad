import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChannelTarget } from '@ripcord/model'
import { afterEach, describe, expect, it } from 'vitest'
import { allowedTargets } from './egress/allowed.js'
import { createEgress } from './egress/egress.js'
import { openGuarded } from './guard/testing/guarded-app.js'
import { createFlag, fileOf, place, project, at as where } from './releases/testing/release-shop.js'
import { openApp } from './testing/open-app.js'

// What may not be reached is refused at each of three moments: when it is kept, when it is tried, and when it is used.
// The name that led elsewhere in between is why once is not enough.

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const within = [
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://192.168.0.1/',
  'http://93.184.215.14:6379/',
  'http://user:secret@93.184.215.14/',
]

const conditions = { failWhen: 'value > 1' }
const checks = {
  http: { type: 'http' },
  prometheus: { type: 'prometheus', query: 'up', ...conditions },
  elasticsearch: { type: 'elasticsearch', index: 'logs', ...conditions },
  json: { type: 'json', pointer: '/value', ...conditions },
} as const
const kinds = Object.keys(checks) as (keyof typeof checks)[]
const checkAt = (kind: keyof typeof checks, url: string) => ({ id: 'c', url, ...checks[kind] })

describe('an address within', () => {
  it.each(within)('%s is kept by nothing, and tried by nothing', async (url) => {
    const { api } = await openApp()
    for (const key of ['a', 'b']) await createFlag(api, key)
    const refused = { problem: { status: 422 } }
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
    for (const type of ['webhook', 'slack', 'cloudevents'] as const)
      await expect(
        api.createChannel({ params: { project }, body: { name: 'n', target: { type, url } } }),
      ).rejects.toMatchObject(refused)
    expect((await api.listReleases({ params: place })).items).toEqual([])
    expect((await api.listBackends({ params: { project } })).items).toEqual([])
    expect((await api.listChannels({ params: { project } })).items).toEqual([])
  })
})

/** A name that nobody knows until it leads here, where somebody listens who should never be asked. */
async function openRebinding() {
  const asked: string[] = []
  const secret = createServer((request, response) => {
    asked.push(String(request.url))
    response.end('{"status":"success"}')
  })
  secret.listen(0, '127.0.0.1')
  await once(secret, 'listening')
  open.push({ close: () => (secret.closeAllConnections(), secret.close()) })
  const { port } = secret.address() as AddressInfo
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

  it.each(['webhook', 'slack', 'cloudevents'] as const)(
    'is not told by a channel of the type %s',
    async (type) => {
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
    },
  )
})
