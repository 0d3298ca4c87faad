import { Webhook } from 'standardwebhooks'
import { describe, expect, it, vi } from 'vitest'
import { at, createFlag, fileOf, place, project, startRelease } from '../releases/testing/release-shop.js'
import { openReceiver, type Received } from './testing/receiver.js'
import { openTelling } from './testing/telling-app.js'

/** As a receiver does, with the library that it would take, at the time that the test has set. */
function verified(secret: string | null, got: Received | undefined, now: Date): Record<string, unknown> {
  const { body = '', headers = {} } = got ?? {}
  const spy = vi.spyOn(Date, 'now').mockReturnValue(now.getTime())
  try {
    return new Webhook(secret ?? '').verify(body, headers) as Record<string, unknown>
  } finally {
    spy.mockRestore()
  }
}

const typesOf = (got: readonly Received[]) => got.map(({ body }) => String(JSON.parse(body).type))

describe('a webhook', () => {
  it('is told of a kill, in words that a receiver can check are ours', async () => {
    const receiver = await openReceiver()
    const { channel, kill, told, clock } = await openTelling()
    const { secret } = await channel({ type: 'webhook', url: receiver.url })
    const { kill: killed } = await kill()
    await told()
    expect(receiver.got).toHaveLength(1)
    const [got] = receiver.got as [Received]
    expect(verified(secret, got, clock.now())).toMatchObject({
      type: 'kill.committed',
      timestamp: clock.now().toISOString(),
      data: {
        title: 'a killed in production',
        because: 'a fails',
        flags: ['a'],
        killId: killed.killId,
        reached: { safe: 0, total: 0 },
        link: `https://ripcord.example/api/v1/projects/default/environments/production/incidents/${killed.killId}`,
      },
    })
    expect(() => verified(secret, { ...got, body: `${got.body} ` }, clock.now())).toThrow(/signature/i)
  })

  it('hears of a release from its start to its end', async () => {
    const receiver = await openReceiver()
    const { api, channel, told, kill } = await openTelling()
    await channel({ type: 'webhook', url: receiver.url })
    await startRelease(api)
    await api.holdRelease({ params: at, body: { reason: 'look first' } })
    await api.resumeRelease({ params: at, body: {} })
    await api.advanceRelease({ params: at, body: {} })
    await api.abortRelease({ params: at, body: {} })
    const { kill: killed } = await kill('b')
    await api.restoreKill({ params: { ...place, kill: killed.killId }, body: { reason: 'repaired' } })
    await told()
    // A kill goes first, whatever waits.
    expect(typesOf(receiver.got).sort()).toEqual([
      'kill.committed',
      'kill.restored',
      'release.aborted',
      'release.advanced',
      'release.held',
      'release.resumed',
      'release.started',
    ])
  })

  it('hears that a kill of a flag has helped, once, as of that of a release', async () => {
    const receiver = await openReceiver()
    const { app, clock, channel, kill, told, connect } = await openTelling()
    await channel({ type: 'webhook', url: receiver.url })
    const acknowledge = await connect()
    const { kill: killed } = await kill()
    await acknowledge(killed)
    await app.incidents.tick()
    clock.advance(31_000)
    for (let n = 0; n < 3; n += 1) await app.incidents.tick()
    await told()
    expect(receiver.got.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: 'kill.committed' },
      {
        type: 'kill.recovered',
        data: { killId: killed.killId, flags: ['a'], title: 'The kill of a in production has helped' },
      },
    ])
  })

  it('hears nothing of what came of a kill of another day, where a server comes back', async () => {
    const receiver = await openReceiver()
    const { app, clock, channel, kill, told, connect } = await openTelling()
    await channel({ type: 'webhook', url: receiver.url })
    await connect()
    await kill()
    await app.incidents.tick()
    clock.advance(24 * 3_600_000)
    await app.incidents.tick()
    await told()
    expect(typesOf(receiver.got)).toEqual(['kill.committed'])
  })

  it('hears nothing of what came of a kill that was lifted meanwhile', async () => {
    const receiver = await openReceiver()
    const { api, app, clock, channel, kill, told, connect } = await openTelling()
    await channel({ type: 'webhook', url: receiver.url })
    await connect()
    const { kill: killed } = await kill()
    await api.restoreKill({ params: { ...place, kill: killed.killId }, body: { reason: 'a mistake' } })
    clock.advance(61_000)
    await app.incidents.tick()
    await told()
    expect(typesOf(receiver.got).sort()).toEqual(['kill.committed', 'kill.restored'])
  })

  it('hears of nothing that it did not ask for', async () => {
    const receiver = await openReceiver()
    const { api, channel, kill, told } = await openTelling()
    const target = { type: 'webhook', url: receiver.url } as const
    const nothing = { events: null, environments: null, releases: null }
    await channel(target, { filter: { ...nothing, events: ['kill.restored'] } })
    await channel(target, { filter: { ...nothing, environments: ['staging'] } })
    await channel(target, { filter: { ...nothing, releases: 'search-' } })
    await channel(target, { enabled: false })
    await kill()
    await startRelease(api, { flags: [{ key: 'b', outgoing: 'on' }] })
    await told()
    expect(receiver.got).toEqual([])
  })

  it('hears of every change where it asks for that', async () => {
    const receiver = await openReceiver()
    const { api, channel, told } = await openTelling()
    await channel(
      { type: 'webhook', url: receiver.url },
      { filter: { events: ['change'], environments: null, releases: null } },
    )
    await createFlag(api, 'c')
    await told()
    expect(JSON.parse(receiver.got[0]?.body ?? '{}')).toMatchObject({
      type: 'change',
      data: { change: 'flag.created', title: 'flag.created: c' },
    })
  })

  it('is told of what came after it was made, not of the past', async () => {
    const receiver = await openReceiver()
    const { channel, kill, told, clock } = await openTelling()
    await kill()
    clock.advance(1)
    await channel({ type: 'webhook', url: receiver.url })
    await told()
    expect(receiver.got).toEqual([])
  })
})

it('hears nothing of what happened while it was disabled', async () => {
  const receiver = await openReceiver()
  const { api, channel, kill, told, clock } = await openTelling()
  const { id } = await channel({ type: 'webhook', url: receiver.url }, { enabled: false })
  await kill('a')
  clock.advance(1)
  await api.updateChannel({ params: { project, channel: id }, body: { enabled: true } })
  await kill('b')
  await told()
  expect(receiver.got.map(({ body }) => JSON.parse(body).data.flags)).toEqual([['b']])
})

describe('a receiver that does not take it', () => {
  it('is asked again, with the same id, until it does', async () => {
    const receiver = await openReceiver()
    const { channel, kill, told, later, deliveries } = await openTelling()
    await channel({ type: 'webhook', url: receiver.url })
    receiver.answer(500)
    await kill()
    await told()
    expect(await deliveries()).toMatchObject([
      { state: 'pending', attempts: 1, last: 'The receiver answered 500.' },
    ])
    await later(1)
    receiver.answer(204)
    await later(10)
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 3, nextAt: null }])
    const ids = receiver.got.map(({ headers }) => headers['webhook-id'])
    expect(ids).toHaveLength(3)
    expect(new Set(ids)).toEqual(new Set([(await deliveries())[0]?.id]))
  })

  it('is given up after a day; a person can send it again', async () => {
    const receiver = await openReceiver()
    const { api, channel, kill, told, later, deliveries } = await openTelling()
    await channel({ type: 'webhook', url: receiver.url })
    receiver.answer(500)
    await kill()
    await told()
    await later(24 * 60)
    const [dead] = await deliveries({ state: 'dead' })
    expect(dead).toMatchObject({ state: 'dead', attempts: 2 })
    receiver.answer(204)
    await api.resendDelivery({ params: { project, delivery: dead?.id ?? '' } })
    await told()
    expect(await deliveries()).toMatchObject([{ id: dead?.id, state: 'delivered' }])
  })

  it('is left alone for as long as it asks, with everything else that waits', async () => {
    const receiver = await openReceiver()
    const { channel, kill, told, later } = await openTelling()
    await channel({ type: 'webhook', url: receiver.url })
    receiver.answer(429, { 'retry-after': '3600' })
    await kill('a')
    await told()
    receiver.answer(204)
    await later(59)
    expect(receiver.got).toHaveLength(1)
    await later(2)
    expect(receiver.got).toHaveLength(2)
  })

  it('is disabled where it says that it is gone', async () => {
    const receiver = await openReceiver()
    const { api, channel, kill, told, deliveries } = await openTelling()
    const { id } = await channel({ type: 'webhook', url: receiver.url })
    receiver.answer(410)
    await kill()
    await told()
    expect(await api.getChannel({ params: { project, channel: id } })).toMatchObject({
      enabled: false,
      disabledBecause: 'Its receiver is gone for good (410).',
    })
    await kill('b')
    await told()
    expect(await deliveries()).toMatchObject([{ state: 'dead' }])
    const [dead] = await deliveries()
    await expect(api.resendDelivery({ params: { project, delivery: dead?.id ?? '' } })).rejects.toMatchObject(
      { problem: { code: 'invalid' } },
    )
    const again = await api.updateChannel({ params: { project, channel: id }, body: { enabled: true } })
    expect(again).toMatchObject({ enabled: true, disabledBecause: null })
  })

  it('delays no kill and no other channel while it hangs', async () => {
    const hanging = await openReceiver()
    const receiver = await openReceiver()
    const { app, channel, kill } = await openTelling()
    hanging.answer('hang')
    await channel({ type: 'webhook', url: hanging.url })
    await channel({ type: 'webhook', url: receiver.url })
    await kill('a')
    await app.notify.tick()
    await kill('b')
    await vi.waitFor(async () => {
      await app.notify.tick()
      expect(receiver.got).toHaveLength(2)
    }, 20_000)
    // It still has the first: one thing at a time.
    expect(hanging.got).toHaveLength(1)
  })
})

describe('a channel', () => {
  it('never shows its secrets again, nor what a receiver said', async () => {
    const receiver = await openReceiver()
    const { api, channel, http, kill, told, logged } = await openTelling()
    const { secret, id } = await channel({ type: 'slack', url: receiver.url })
    expect(secret).toBeNull()
    const { secret: signs } = await channel({ type: 'webhook', url: receiver.url })
    receiver.answer(500)
    await kill()
    await told()
    const shown = JSON.stringify([
      await api.listChannels({ params: { project } }),
      await api.listDeliveries({ params: { project } }),
      await api.testChannel({ params: { project, channel: id } }),
      (await http.get('/metrics')).text,
      logged(),
    ])
    for (const hidden of ['s3cret', signs ?? '', 'a receiver’s words']) expect(shown).not.toContain(hidden)
    expect((await api.getChannel({ params: { project, channel: id } })).to).toBe(new URL(receiver.url).origin)
  })

  it('is refused where its address may not be reached', async () => {
    const { channel } = await openTelling({ RIPCORD_EGRESS_ALLOW: '' })
    for (const type of ['webhook', 'slack', 'cloudevents'] as const)
      await expect(channel({ type, url: 'http://169.254.169.254/latest' })).rejects.toMatchObject({
        problem: { code: 'invalid', errors: [{ path: '/target/url' }] },
      })
  })

  it('is refused as mail where the server has no mail server', async () => {
    const { channel } = await openTelling()
    await expect(channel({ type: 'email', to: ['ada@shop.example'] })).rejects.toMatchObject({
      problem: { errors: [{ path: '/target/type' }] },
    })
  })

  it('is tried by a test at once, which says what came of it', async () => {
    const receiver = await openReceiver()
    const { api, channel, clock } = await openTelling()
    const { id, secret } = await channel({ type: 'webhook', url: receiver.url }, { enabled: false })
    const params = { project, channel: id }
    expect(await api.testChannel({ params })).toMatchObject({ state: 'delivered', attempts: 1 })
    expect(verified(secret, receiver.got[0], clock.now())).toMatchObject({ type: 'test' })
    receiver.answer(500)
    expect(await api.testChannel({ params })).toMatchObject({
      state: 'dead',
      last: 'The receiver answered 500.',
    })
  })

  it('keeps the secret that signs when its address changes, and is gone when it is deleted', async () => {
    const receiver = await openReceiver()
    const { api, channel, clock, kill, told, deliveries } = await openTelling()
    const { id, secret } = await channel({ type: 'webhook', url: 'http://127.0.0.1:4/old' })
    const params = { project, channel: id }
    await api.updateChannel({ params, body: { target: { type: 'webhook', url: receiver.url } } })
    await kill()
    await told()
    verified(secret, receiver.got[0], clock.now())
    await api.deleteChannel({ params })
    expect(await deliveries()).toEqual([])
    await expect(api.getChannel({ params })).rejects.toMatchObject({ problem: { code: 'not-found' } })
  })
})

describe('a look before the start', () => {
  it('warns only where nobody would be told of a kill, and names who would be', async () => {
    const receiver = await openReceiver()
    const { api, channel } = await openTelling()
    await api.applyRelease({ params: at, body: fileOf() })
    const shown = async () => {
      const { shows } = await api.preflightRelease({ params: at })
      return shows.filter(({ code }) => code === 'no-notifier' || code === 'notifies')
    }
    const target = { type: 'webhook', url: receiver.url } as const
    const all = { events: null, environments: null, releases: null }
    await channel(target, { filter: { ...all, environments: ['staging'] } })
    await channel(target, { filter: { ...all, events: ['release.started'] } })
    await channel(target, { filter: { ...all, releases: 'search' } })
    const { id } = await channel(target, { enabled: false })
    expect((await shown()).map(({ code }) => code)).toEqual(['no-notifier'])
    await api.updateChannel({ params: { project, channel: id }, body: { name: 'night', enabled: true } })
    await channel(target, { name: 'day', filter: { ...all, releases: 'checkout' } })
    expect(await shown()).toEqual([
      { code: 'notifies', message: 'Of a kill these would be told: night, day.' },
    ])
  })
})

describe('a release that is killed', () => {
  it('is told as CloudEvents, and for each service as CDEvents say it', async () => {
    const receiver = await openReceiver()
    const { api, channel, told, clock } = await openTelling()
    const { secret } = await channel({ type: 'cloudevents', url: receiver.url })
    await api.applyRelease({ params: at, body: fileOf() })
    await api.startRelease({ params: at, body: {} })
    await api.createKill({
      params: place,
      body: { target: { type: 'release', release: at.release }, reason: 'bad' },
    })
    await told()
    const events = receiver.got
      .map((one) => verified(secret, one, clock.now()))
      .filter(({ type }) => type !== 'dev.ripcord.release.started')
    expect(events.map(({ type }) => type)).toEqual([
      'dev.ripcord.kill.committed',
      'dev.cdevents.service.rolledback.0.2.0',
    ])
    expect(receiver.got[0]?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8')
    expect(events[0]).toMatchObject({
      specversion: '1.0',
      source: 'https://ripcord.example/projects/default',
      subject: 'production/checkout-1',
    })
    expect(events[1]).toMatchObject({
      data: {
        context: { version: '0.4.1', type: 'dev.cdevents.service.rolledback.0.2.0' },
        subject: {
          id: 'checkout',
          type: 'service',
          content: { environment: { id: 'production' }, artifactId: 'pkg:generic/checkout' },
        },
      },
    })
  })

  it('is told to Slack in blocks that nobody’s words can break out of', async () => {
    const receiver = await openReceiver()
    const { api, channel, told } = await openTelling()
    await channel({ type: 'slack', url: receiver.url })
    await api.createKill({
      params: place,
      body: { target: { type: 'flags', flags: ['a'] }, reason: '<!channel> & <https://evil.example|look>' },
    })
    await told()
    const { text, blocks } = JSON.parse(receiver.got[0]?.body ?? '{}')
    expect(text).toBe('a killed in production')
    expect(blocks.map(({ type }: { type: string }) => type)).toEqual(['header', 'section', 'context'])
    expect(blocks[1].text.text).toContain('&lt;!channel&gt; &amp; &lt;https://evil.example|look&gt;')
    expect(blocks[1].text.text).toContain('0 of 0 instances safe.')
  })
})
