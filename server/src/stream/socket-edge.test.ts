import { once } from 'node:events'
import { connect } from 'node:net'
import { limits } from '@ripcord/model'
import { messageEvent, streamPath } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import { ack, heldAtHead, hello, makeKill, putFlag, putKill } from './testing/test-hub.js'
import {
  client,
  clientKey,
  emptyWord,
  goodKey,
  heard,
  stagingKey,
  type TestClient,
  testServer,
  until,
} from './testing/test-server.js'

function refusalOf(test: ReturnType<typeof client>): Promise<{ message: string; data: unknown }> {
  return heard(test, 'connect_error').then((error) => error as { message: string; data: unknown })
}

/** The reason in the frame with which the server ends the connection. */
async function closingReason(test: TestClient): Promise<string> {
  const details = await new Promise<unknown>((resolve) =>
    test.socket.once('disconnect', (_reason, closed: unknown) => resolve(closed)),
  )
  const { code, reason } = (details as { context: { code: number; reason: string } }).context
  expect(code).toBe(4_000)
  return reason
}

describe('a handshake', () => {
  it('with a server key is answered once it says hello', async () => {
    const { url } = await testServer()
    const one = client(url)
    await heard(one, 'connect')
    one.say({ type: 'hello', ...hello() })
    await until(() => one.got.length === 2, 'the answer')
    expect(one.got.map((message) => message.type)).toEqual(['resync', 'bookmark'])
  })

  it('with a wrong key, a client key or none is refused with a sentence', async () => {
    const { url } = await testServer()
    expect((await refusalOf(client(url, { sdkKey: 'nonsense' }))).data).toEqual({
      status: 401,
      because: 'This SDK key is not known here.',
    })
    expect((await refusalOf(client(url, { sdkKey: clientKey }))).data).toMatchObject({ status: 403 })
    expect((await refusalOf(client(url, {}))).data).toMatchObject({ status: 401 })
    expect((await refusalOf(client(url, { sdkKey: { $ne: '' } }))).data).toMatchObject({ status: 401 })
  })

  it('is sent away with a time to come back where too many come at once', async () => {
    const { url, stream } = await testServer({ handshakesPerSecond: 1 })
    await heard(client(url), 'connect')
    const { data } = await refusalOf(client(url))
    expect(data).toMatchObject({ status: 503, retryAfterMs: expect.any(Number) })
    expect(stream.numbers()).toMatchObject({ shedHandshakes: 1 })
  })

  it('is sent away where keys can’t be looked up', async () => {
    const { url } = await testServer({ authenticate: () => Promise.reject(new Error('no database')) })
    expect((await refusalOf(client(url))).data).toMatchObject({ status: 503 })
  })

  it('is over websocket alone, and in no other namespace', async () => {
    const { url } = await testServer()
    const polling = await fetch(`${url}${streamPath}/?EIO=4&transport=polling`)
    expect(polling.status).toBe(400)
    expect((await refusalOf(client(url, { sdkKey: goodKey }, '/admin'))).message).toBe('Invalid namespace')
  })

  it('that shows no key in time is cut', async () => {
    const { url } = await testServer({ keyDeadlineMs: 200 })
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    const key = Buffer.alloc(16).toString('base64')
    socket.write(
      `GET ${streamPath}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
    const [first] = await once(socket, 'data')
    expect(String(first)).toContain('101 Switching Protocols')
    const ended = once(socket, 'close')
    let rest = ''
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString()
    })
    await ended
    expect(rest).toContain('No SDK key came in time: send it as auth.sdkKey once connected.')
    const patient = client(url)
    await heard(patient, 'connect')
    patient.say({ type: 'hello', ...hello() })
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(patient.socket.connected).toBe(true)
  })
})

describe('a client', () => {
  it('hears of its own environment alone, whatever rooms it asks for', async () => {
    const test = await testServer()
    const spy = client(test.url, {
      sdkKey: stagingKey,
      room: 'env-production',
      environmentId: 'env-production',
    })
    const own = client(test.url)
    await Promise.all([heard(spy, 'connect'), heard(own, 'connect')])
    for (const event of ['join', 'subscribe', 'room']) spy.socket.emit(event, 'env-production')
    spy.say({ type: 'hello', ...hello(), environmentId: 'env-production' })
    own.say({ type: 'hello', ...hello({ held: await heldAtHead(test.storage) }) })
    await until(() => own.got.length === 1 && spy.got.length === 2, 'both answers')
    await putKill(test.storage, makeKill(test.keyRing, test.clock))
    await until(() => own.got.length === 3, 'kill and changes')
    expect(spy.got.map((message) => message.type)).toEqual(['resync', 'bookmark'])
  })

  it('changes nothing with a message that can’t be read, and is cut after twenty', async () => {
    const test = await testServer()
    const one = client(test.url)
    await heard(one, 'connect')
    one.say({ type: 'hello', nonsense: true })
    one.say('[')
    one.say(null)
    one.say({ type: 'hello', ...hello() })
    await until(() => one.got.length === 2, 'the answer')
    expect(test.log.warnings).toEqual(['a message of a client is refused'])
    for (let i = 0; i < 20; i++) one.say({ type: i })
    expect(await closingReason(one)).toBe(
      '20 messages can’t be read. The last: type is 16: expected hello, ack or goodbye',
    )
    expect(test.log.warnings).toEqual(['a message of a client is refused'])
    expect(test.log.news.filter((line) => line === 'a client is cut')).toHaveLength(1)
  })

  it('is cut for a packet that is none, and for a message that is too large; others are not', async () => {
    const test = await testServer()
    const other = client(test.url)
    await heard(other, 'connect')
    const noise = client(test.url)
    await heard(noise, 'connect')
    noise.socket.io.engine.write('2["unfinished')
    await heard(noise, 'disconnect')
    const large = client(test.url)
    await heard(large, 'connect')
    large.say('x'.repeat(limits.streamMessageBytes + 1))
    await heard(large, 'disconnect')
    other.say({ type: 'hello', ...hello() })
    await until(() => other.got.length === 2, 'the answer')
  })

  it('is cut when it says too much', async () => {
    const { url } = await testServer()
    const one = client(url)
    await heard(one, 'connect')
    for (let i = 0; i < 400; i++) one.say(emptyWord)
    expect(await closingReason(one)).toBe(
      'Too many packets: at most 200 at once and 20 a second; connect again and say less.',
    )
  })

  it('is told of what it sent no more than a frame that closes has room for, in whole characters', async () => {
    const { url } = await testServer()
    const one = client(url)
    await heard(one, 'connect')
    for (let i = 0; i < 20; i++) one.say({ type: 'ü'.repeat(500) })
    const reason = await closingReason(one)
    expect(reason).toMatch(/^20 messages can’t be read\. The last: type is "ü+…$/)
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123)
  })

  it('is cut once its goodbye is heard: it knows by that', async () => {
    const test = await testServer()
    const one = client(test.url)
    await heard(one, 'connect')
    one.say({ type: 'hello', ...hello() })
    await until(() => one.got.length === 2, 'the answer')
    one.say({ type: 'goodbye', count: 99 })
    await heard(one, 'disconnect')
    expect(await test.stream.instances('env-production')).toMatchObject([{ goodbyeAt: expect.any(String) }])
  })

  it('is cut when its key is revoked', async () => {
    const { url, stream } = await testServer()
    const revoked = client(url)
    const other = client(url, { sdkKey: stagingKey })
    await Promise.all([heard(revoked, 'connect'), heard(other, 'connect')])
    const cut = closingReason(revoked)
    stream.disconnectKey('good')
    expect(await cut).toBe('This SDK key was revoked: use another one.')
    expect(other.socket.connected).toBe(true)
  })

  it('is told to come back when the server stops, and counts as connected until then', async () => {
    const test = await testServer()
    const one = client(test.url)
    await heard(one, 'connect')
    one.say({ type: 'hello', ...hello() })
    await until(() => one.got.length === 2, 'the answer')
    const cut = heard(one, 'disconnect')
    await test.stream.close({ reconnectAfterMs: 1_000 })
    await cut
    const [goodbye] = one.got.slice(2)
    if (goodbye?.type !== 'goodbye') throw new Error('expected a goodbye')
    expect(goodbye.reconnectAfterMs).toBeGreaterThanOrEqual(1_000)
    expect(goodbye.reconnectAfterMs).toBeLessThanOrEqual(2_000)
    expect(await test.storage.instances.list('env-production')).toMatchObject([
      { lostAt: null, connectedSince: expect.any(String) },
    ])
  })

  it('that has acknowledged a kill counts as safe', async () => {
    const test = await testServer()
    const one = client(test.url)
    await heard(one, 'connect')
    one.say({ type: 'hello', ...hello({ held: await heldAtHead(test.storage) }) })
    await until(() => one.got.length === 1, 'the answer')
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    await until(() => one.got.some((message) => message.type === 'kill'), 'the kill')
    const epoch = await test.storage.epochs.current()
    one.say({ type: 'ack', ...ack({ count: 2, epoch, added: [kill.killId] }) })
    await until(
      async () => (await test.stream.propagation('env-production', kill.killId))?.safe === 1,
      'the acknowledgement',
    )
  })
})

describe('broadcasts', () => {
  it('are framed once where the self-test holds', async () => {
    const { stream, log } = await testServer()
    expect(stream.numbers()).toMatchObject({ framed: true })
    expect(log.warnings).toEqual([])
  })

  it.each([false, true])('arrive the same and in order (plain emit: %s)', async (plainEmit) => {
    const test = await testServer({ plainEmit })
    const one = client(test.url)
    await heard(one, 'connect')
    one.say({ type: 'hello', ...hello({ held: await heldAtHead(test.storage) }) })
    await until(() => one.got.length === 1, 'the answer')
    one.got.length = 0
    for (let i = 0; i < 50; i++) await putFlag(test.storage, 'checkout', `v${i} ü`)
    const kill = makeKill(test.keyRing, test.clock, { reason: 'grüße \u2028 "quoted"' })
    await putKill(test.storage, kill)
    await until(() => one.got.length === 52, 'all changes')
    const changes = one.got.filter((message) => message.type === 'changes')
    expect(changes.every((change, i) => i === 0 || change.from === changes[i - 1]?.to)).toBe(true)
    expect(one.got.find((message) => message.type === 'kill')).toMatchObject({ kill })
    expect(one.got.at(-1)).toMatchObject({ type: 'changes' })
    expect(one.socket.connected).toBe(true)
    one.socket.emit(messageEvent, { type: 'goodbye', count: 99 })
    await until(
      async () => (await test.stream.instances('env-production')).every((one) => !one.connected),
      'the goodbye',
    )
  })

  it('reach a client that reads late whole and in order, the kill ahead of what waited', async () => {
    const test = await testServer()
    const one = client(test.url)
    await heard(one, 'connect')
    one.say({ type: 'hello', ...hello({ held: await heldAtHead(test.storage) }) })
    await until(() => one.got.length === 1, 'the answer')
    one.got.length = 0
    const { ws } = one.socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }
    ws.pause()
    let changes = 0
    while (test.stream.numbers().waitingMessages < 6 && changes < 500) {
      await putFlag(test.storage, 'checkout', `v${changes} ${'x'.repeat(changes % 2 === 0 ? 10 : 150_000)}`)
      changes += 1
      await new Promise((resolve) => setImmediate(resolve))
    }
    await putKill(test.storage, makeKill(test.keyRing, test.clock))
    await until(() => test.stream.numbers().waitingMessages >= 8, 'the kill to wait')
    ws.resume()
    await until(() => one.got.length === changes + 2, 'all that waited')
    const steps = one.got.filter((message) => message.type === 'changes')
    expect(steps.every((step, i) => i === 0 || step.from === steps[i - 1]?.to)).toBe(true)
    const at = one.got.findIndex((message) => message.type === 'kill')
    expect(at).toBeLessThan(one.got.length - 6)
    expect(one.socket.connected).toBe(true)
  })
})
