import { describe, expect, it } from 'vitest'
import { FakeServer } from './testing/fake-server.js'
import { startClient } from './testing/fake-world.js'
import { epochOf, flag, kill, killEntity } from './testing/samples.js'

describe('a client and its server', () => {
  it('is READY when the stream has confirmed the snapshot, and serves it', async () => {
    const server = new FakeServer([flag('checkout')])
    const { client, clock } = startClient({ servers: server })
    const ready = client.ready()
    await clock.advance(100)
    expect(await ready).toMatchObject({ status: 'READY', position: server.at })
    await clock.advance(2_000)
    expect(client.status).toMatchObject({ status: 'READY', source: 'stream' })
    expect(client.getBooleanDetails('checkout', false)).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'STATIC',
    })
  })

  it('answers the default, with a reason, before and beside what it holds', async () => {
    const { client, clock } = startClient({ servers: new FakeServer([flag('checkout')]) })
    expect(client.getBooleanDetails('checkout', true)).toMatchObject({
      value: true,
      reason: 'ERROR',
      errorCode: 'PROVIDER_NOT_READY',
    })
    await clock.advance(100)
    expect(client.getBooleanDetails('nobody', true)).toMatchObject({
      errorCode: 'FLAG_NOT_FOUND',
      value: true,
    })
    expect(client.getStringDetails('checkout', 'x')).toMatchObject({ errorCode: 'TYPE_MISMATCH', value: 'x' })
    expect(client.getStringValue('checkout', 'x')).toBe('x')
  })

  it('follows changes and says which flags they concern', async () => {
    const server = new FakeServer([flag('a'), flag('b')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    const changed: string[][] = []
    client.on('changed', ({ keys }) => changed.push([...keys]))
    server.change(flag('a', { default: { type: 'variant', variant: 'off' } }))
    await clock.advance(10)
    expect(client.getBooleanValue('a', true)).toBe(false)
    expect(changed).toEqual([['a']])
    server.change({ kind: 'flag', key: 'b', value: null })
    await clock.advance(10)
    expect(client.getBooleanDetails('b', false).errorCode).toBe('FLAG_NOT_FOUND')
    expect(changed).toEqual([['a'], ['b']])
  })

  it('serves a kill at once, acknowledges it, and goes back when it is lifted', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    server.kill(kill('k1', ['a']))
    await clock.advance(10)
    expect(client.getBooleanDetails('a', true)).toMatchObject({ value: false, reason: 'DISABLED' })
    expect(server.acks.some(({ added }) => added.includes('k1'))).toBe(true)
    server.change({ ...killEntity(kill('k1', ['a'])), value: null })
    await clock.advance(10)
    expect(client.getBooleanValue('a', false)).toBe(true)
  })

  it('serves a kill of a flag that it does not know', async () => {
    const server = new FakeServer()
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    server.kill(kill('k1', ['new'], 'safe'))
    await clock.advance(10)
    expect(client.getStringDetails('new', 'x')).toMatchObject({ value: 'safe', reason: 'DISABLED' })
    expect(client.getBooleanDetails('new', true)).toMatchObject({ value: true, errorCode: 'TYPE_MISMATCH' })
  })

  it('keeps a flag that it cannot read from disturbing the kill of another', async () => {
    const server = new FakeServer([
      { kind: 'flag', key: 'broken', value: { key: 'broken', rules: 7 } },
      flag('a'),
    ])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    server.kill(kill('k1', ['a']))
    await clock.advance(1_000)
    expect(client.getBooleanDetails('broken', true)).toMatchObject({ value: true, errorCode: 'PARSE_ERROR' })
    expect(client.getBooleanValue('a', true)).toBe(false)
    expect(server.acks.at(-1)?.notServing).toEqual(['broken'])
  })

  it('turns STALE when the server falls silent, keeps serving, and comes back', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    const seen: string[] = []
    client.on('status', ({ status }) => seen.push(status))
    server.isHanging = true
    await clock.advance(16_000)
    expect(client.status).toMatchObject({ status: 'STALE' })
    expect(client.status.ageMs).toBeGreaterThanOrEqual(15_000)
    expect(client.getBooleanValue('a', false)).toBe(true)
    server.isHanging = false
    await clock.advance(300_000)
    expect(seen.slice(0, 2)).toEqual(['STALE', 'READY'])
  })

  it('goes to the next server when one does not answer', async () => {
    const second = new FakeServer([flag('a')])
    const { client, clock } = startClient({
      servers: (url) => (url === 'http://two.test' ? second : undefined),
      options: { url: ['http://one.test', 'http://two.test'] },
    })
    await clock.advance(5_000)
    expect(client.status.status).toBe('READY')
    expect(second.streams.size).toBe(1)
  })

  it('polls while the stream is down', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    server.refusesStreams = true
    server.cut()
    server.revision += 1
    await clock.advance(14_000)
    expect(client.status).toMatchObject({ status: 'READY', source: 'polling', position: server.at })
    expect(server.streams.size).toBe(0)
  })

  it('opens no stream in polling mode, and hears of kills all the same', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({
      servers: server,
      options: { mode: 'polling', pollIntervalMs: 1_000 },
    })
    await clock.advance(100)
    expect(client.status).toMatchObject({ status: 'READY', source: 'polling' })
    server.kill(kill('k1', ['a']))
    await clock.advance(5_000)
    expect(client.getBooleanValue('a', true)).toBe(false)
    expect(server.acks.some(({ added }) => added.includes('k1'))).toBe(true)
    expect(server.opened).toBe(0)
  })

  it('is FATAL with a refused key and nothing held, and recovers when the key is good again', async () => {
    const server = new FakeServer([flag('a')])
    server.refusal = { because: 'unknown key', status: 401 }
    const { client, clock } = startClient({ servers: server })
    const ready = client.ready({ timeoutMs: 60_000 })
    await clock.advance(1_000)
    expect((await ready).status).toBe('FATAL')
    expect(client.getBooleanDetails('a', true)).toMatchObject({ value: true, errorCode: 'PROVIDER_FATAL' })
    const asked = server.asked.length
    await clock.advance(60_000)
    expect(server.asked.length - asked).toBeLessThan(4)
    server.refusal = undefined
    await clock.advance(20 * 60_000)
    expect(client.status.status).toBe('READY')
  })

  it('keeps what it holds when the key is revoked', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    server.refusal = { because: 'revoked', status: 401 }
    server.cut()
    await clock.advance(60_000)
    expect(client.status).toMatchObject({ status: 'STALE' })
    expect(client.getBooleanValue('a', false)).toBe(true)
  })

  it('never goes back within an epoch, and follows the server into a new one', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server })
    server.revision = 9
    await clock.advance(100)
    server.revision = 5
    server.cut()
    await clock.advance(30_000)
    expect(client.status.position?.revision).toBe(9)
    server.epoch = epochOf(2)
    server.change(flag('b'))
    server.cut()
    await clock.until(() => client.status.status === 'READY', 120_000)
    expect(client.status.position).toEqual(server.at)
  })

  it('turns flags that ask for it to the safe variant after minutes without a server', async () => {
    const server = new FakeServer([flag('a', { whenBlind: { type: 'safe', afterMinutes: 5 } }), flag('b')])
    const { client, clock } = startClient({ servers: server })
    await clock.advance(100)
    server.isHanging = true
    await clock.advance(4 * 60_000)
    expect(client.getBooleanValue('a', false)).toBe(true)
    await clock.advance(2 * 60_000)
    expect(client.getBooleanDetails('a', true)).toMatchObject({ value: false, reason: 'STALE' })
    expect(client.getBooleanValue('b', false)).toBe(true)
    server.isHanging = false
    await clock.advance(20 * 60_000)
    expect(client.getBooleanValue('a', false)).toBe(true)
  })

  it('gives every context the constants of the process', async () => {
    const when = (attribute: string, value: string): Parameters<typeof flag>[1] => ({
      default: { type: 'variant', variant: 'off' },
      rules: [
        {
          id: 'r',
          when: { type: 'attribute', attribute, operator: 'equals', values: [value] },
          serve: { type: 'variant', variant: 'on' },
        },
      ],
    })
    const server = new FakeServer([
      flag('name', when('ripcord.application.name', 'checkout')),
      flag('version', when('ripcord.application.version', '1.4.2')),
      flag('zone', when('ripcord.zone', 'eu-1')),
    ])
    const { client, clock } = startClient({ servers: server, options: { zone: 'eu-1' } })
    await clock.advance(100)
    for (const key of ['name', 'version', 'zone']) expect(client.getBooleanValue(key, false)).toBe(true)
  })

  it('never says READY of what was confirmed too long ago, also where its timers are late', async () => {
    const { client, clock } = startClient({ servers: new FakeServer([flag('a')]) })
    await clock.advance(100)
    clock.standStill(14_000)
    expect(client.status.status).toBe('READY')
    clock.standStill(600_000)
    expect(client.status).toMatchObject({ status: 'STALE', since: new Date(clock.wall()) })
    await clock.advance(2_000)
    expect(client.status.status).toBe('READY')
    expect(clock.mostTimers).toBe(1)
  })

  it('has one timer, however much there is to do', async () => {
    const server = new FakeServer([flag('a')])
    const { client, clock } = startClient({ servers: server, options: { overrideFile: '/nonexistent/file' } })
    await clock.advance(120_000)
    server.isHanging = true
    await clock.advance(24 * 3_600_000)
    expect(clock.mostTimers).toBe(1)
    expect(client.status.status).toBe('STALE')
  })
})
