import { describe, expect, it } from 'vitest'
import { bootHash } from './instances.js'
import {
  ack,
  FakeSession,
  heldAtHead,
  hello,
  makeKill,
  putFlag,
  putKill,
  type TestHub,
  testHub,
} from './testing/test-hub.js'

const bootA = 'boot-a-0123456789abcdef'
const bootB = 'boot-b-0123456789abcdef'

async function connect(test: TestHub, parts: Parameters<typeof hello>[0] = {}): Promise<FakeSession> {
  const session = new FakeSession()
  test.hub.connect(session)
  const held = await heldAtHead(test.storage)
  await test.hub.receive(session, { type: 'hello', ...hello({ held, ...named(test), ...parts }) })
  return session
}

/** As a client says it that has heard of the present epoch. */
function named(test: TestHub) {
  const epoch = test.hub.epoch
  return { highestEpoch: { epoch, proof: test.keyRing.proveEpoch('env-production', epoch) } }
}

async function killed(test: TestHub) {
  const kill = makeKill(test.keyRing, test.clock)
  await putKill(test.storage, kill)
  await test.hub.read()
  const count = async () => {
    const { total, safe, cannotAcknowledge } =
      (await test.hub.propagation('env-production', kill.killId)) ?? {}
    return { total, safe, cannotAcknowledge }
  }
  return { kill, count }
}

const zero = { cannotAcknowledge: 0 }

describe('an instance is safe for a kill', () => {
  it('when it has said in the present epoch that it holds it', async () => {
    const test = await testHub()
    const session = await connect(test)
    const { kill, count } = await killed(test)
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
    await test.hub.receive(session, {
      type: 'ack',
      ...ack({ count: 2, epoch: test.hub.epoch, added: [kill.killId] }),
    })
    expect(await count()).toEqual({ total: 1, safe: 1, ...zero })
    await test.storage.epochs.mint('restored')
    await test.hub.read()
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
    await test.hub.receive(session, {
      type: 'ack',
      ...ack({ count: 3, epoch: test.hub.epoch, whole: false }),
    })
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
    await test.hub.receive(session, {
      type: 'ack',
      ...ack({ count: 4, epoch: test.hub.epoch, added: [kill.killId] }),
    })
    expect(await count()).toEqual({ total: 1, safe: 1, ...zero })
  })

  it('not while it does not serve one of the flags as the log says', async () => {
    const test = await testHub()
    const session = await connect(test)
    const { kill, count } = await killed(test)
    const said = { epoch: test.hub.epoch, added: [kill.killId] }
    await test.hub.receive(session, { type: 'ack', ...ack({ count: 2, ...said, notServing: ['checkout'] }) })
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
    await test.hub.receive(session, { type: 'ack', ...ack({ count: 3, ...said, notServing: ['search'] }) })
    expect(await count()).toEqual({ total: 1, safe: 1, ...zero })
  })

  it('not by an older word, a hello, or after it was removed', async () => {
    const test = await testHub()
    const session = await connect(test, { count: 5 })
    const { kill, count } = await killed(test)
    const epoch = test.hub.epoch
    await test.hub.receive(session, { type: 'ack', ...ack({ count: 4, epoch, added: [kill.killId] }) })
    expect(await count()).toMatchObject({ safe: 0 })
    await connect(test, { bootId: bootA, kills: [kill] })
    expect(await count()).toMatchObject({ total: 2, safe: 0 })
    await test.hub.receive(session, { type: 'ack', ...ack({ count: 6, epoch, added: [kill.killId] }) })
    expect(await count()).toMatchObject({ total: 2, safe: 1 })
    await test.hub.receive(session, {
      type: 'ack',
      ...ack({ count: 7, epoch, whole: false, removed: [kill.killId] }),
    })
    expect(await count()).toMatchObject({ total: 2, safe: 0 })
  })

  it('by POST too', async () => {
    const test = await testHub()
    const { kill, count } = await killed(test)
    const said = hello({ bootId: bootA, kills: [kill], ...named(test) })
    await test.hub.poll(
      'env-production',
      said,
      ack({ count: 2, epoch: test.hub.epoch, added: [kill.killId] }),
    )
    expect(await count()).toEqual({ total: 1, safe: 1, ...zero })
  })
})

describe('the count of a kill', () => {
  it('leaves out who has said goodbye', async () => {
    const test = await testHub()
    const session = await connect(test)
    const { count } = await killed(test)
    await test.hub.receive(session, { type: 'goodbye', count: 2 })
    test.hub.disconnect(session)
    expect(await count()).toEqual({ total: 0, safe: 0, ...zero })
  })

  it('leaves out who has said goodbye by POST, also where an older word comes late', async () => {
    const test = await testHub()
    const { kill, count } = await killed(test)
    const said = hello({ bootId: bootA, kills: [kill], ...named(test) })
    await test.hub.poll('env-production', said, ack({ count: 2, epoch: test.hub.epoch }))
    await test.hub.polledGoodbye('env-production', { bootId: bootA, count: 4 })
    expect(await count()).toEqual({ total: 0, safe: 0, ...zero })
    await test.hub.snapshot('env-production', { hello: { ...said, count: 3 } }, null)
    expect(await count()).toEqual({ total: 0, safe: 0, ...zero })
    await test.hub.snapshot('env-production', { hello: { ...said, count: 5 } }, null)
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
  })

  it('keeps a process whose goodbye is older than its last word', async () => {
    const test = await testHub()
    const session = await connect(test, { count: 5 })
    const { count } = await killed(test)
    await test.hub.receive(session, { type: 'goodbye', count: 4 })
    await test.hub.receive(session, { type: 'goodbye', count: 5 })
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
    await test.hub.receive(session, { type: 'goodbye', count: 6 })
    expect(await count()).toEqual({ total: 0, safe: 0, ...zero })
  })

  it('keeps who was lost up to 15 minutes before it, and nobody lost earlier', async () => {
    const test = await testHub()
    test.hub.disconnect(await connect(test, { bootId: bootA }))
    test.clock.advance(60_000)
    test.hub.disconnect(await connect(test, { bootId: bootB }))
    test.clock.advance(15 * 60_000 - 30_000)
    const { count } = await killed(test)
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
  })

  it('keeps over a restart who was connected, until it holds the kill', async () => {
    const first = await testHub()
    await connect(first, { bootId: bootA })
    const test = await first.restart()
    test.clock.advance(60_000)
    const { kill, count } = await killed(test)
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
    const session = await connect(test, { bootId: bootA, count: 9 })
    await test.hub.receive(session, {
      type: 'ack',
      ...ack({ count: 10, epoch: test.hub.epoch, added: [kill.killId] }),
    })
    expect(await count()).toEqual({ total: 1, safe: 1, ...zero })
  })

  it('leaves out a lost process when the one that follows it connects', async () => {
    const test = await testHub()
    test.hub.disconnect(await connect(test, { bootId: bootA }))
    const { count } = await killed(test)
    expect(await count()).toMatchObject({ total: 1 })
    await connect(test, { bootId: bootB, follows: [bootA] })
    const { instances } =
      (await test.hub.propagation('env-production', (await killed(test)).kill.killId)) ?? {}
    expect(instances?.map((instance) => instance.id)).toEqual([bootHash(bootB)])
  })

  it('leaves out who was struck by a person', async () => {
    const test = await testHub()
    test.hub.disconnect(await connect(test, { bootId: bootA }))
    const { count } = await killed(test)
    expect(await test.hub.strike('env-production', bootHash(bootA))).toBe(true)
    expect(await test.hub.strike('env-production', bootHash(bootB))).toBe(false)
    expect(await count()).toEqual({ total: 0, safe: 0, ...zero })
  })

  it('counts a process that polls as lost 15 s after its last request', async () => {
    const test = await testHub()
    await test.hub.poll('env-production', hello({ bootId: bootA }), ack({ count: 2, epoch: test.hub.epoch }))
    test.clock.advance(15_000)
    await test.hub.tick()
    expect(await test.hub.instances('env-production')).toMatchObject([{ connected: true, lostAt: null }])
    test.clock.advance(1)
    await test.hub.tick()
    expect(await test.hub.instances('env-production')).toMatchObject([
      { connected: false, lostAt: expect.any(String) },
    ])
  })

  it('counts a process as lost at once when its stream is cut, also where it has fetched its snapshot before', async () => {
    const test = await testHub()
    const session = await connect(test, { bootId: bootA })
    await test.hub.poll('env-production', hello({ bootId: bootA }), ack({ count: 2, epoch: test.hub.epoch }))
    test.hub.disconnect(session)
    expect(await test.hub.instances('env-production')).toMatchObject([
      { connected: false, lostAt: expect.any(String) },
    ])
  })

  it('counts apart who can’t acknowledge', async () => {
    const test = await testHub()
    await test.hub.snapshot('env-production', { from: '192.0.2.1' }, null)
    await test.hub.snapshot('env-production', { from: '192.0.2.1' }, null)
    test.hub.connect(new FakeSession())
    const { count } = await killed(test)
    expect(await count()).toEqual({ total: 0, safe: 0, cannotAcknowledge: 2 })
  })

  it('shows first the services that have evaluated the flag', async () => {
    const test = await testHub({
      evaluates: (_id, service, flags) => service === 'payments' && flags.includes('checkout'),
    })
    await connect(test)
    const { instance } = hello()
    await connect(test, { instance: { ...instance, service: 'payments' } })
    const { kill } = await killed(test)
    const { instances } = (await test.hub.propagation('env-production', kill.killId)) ?? {}
    expect(instances?.map(({ service, concerned }) => [service, concerned])).toEqual([
      ['payments', true],
      ['checkout', false],
    ])
  })

  it('lists the unsafe ones alone where those are asked for, and counts all', async () => {
    const test = await testHub()
    const session = await connect(test, { bootId: bootA })
    await connect(test, { bootId: bootB })
    const { kill } = await killed(test)
    const word = { count: 2, epoch: test.hub.epoch, added: [kill.killId] }
    await test.hub.receive(session, { type: 'ack', ...ack(word) })
    const { instances, ...counted } =
      (await test.hub.propagation('env-production', kill.killId, 'unsafe')) ?? {}
    expect(counted).toMatchObject({ total: 2, safe: 1 })
    expect(instances?.map(({ id, safe }) => [id, safe])).toEqual([[bootHash(bootB), false]])
  })

  it('is undefined for a kill that never was', async () => {
    const { hub } = await testHub()
    expect(await hub.propagation('env-production', 'kill-nothing')).toBeUndefined()
  })
})

describe('the list of instances', () => {
  it('is stored before a hello is answered, and holds no boot id', async () => {
    const test = await testHub()
    await connect(test, { bootId: bootA })
    const stored = await test.storage.instances.list('env-production')
    expect(stored).toMatchObject([{ bootHash: bootHash(bootA), service: 'checkout', host: 'node-1' }])
    expect(JSON.stringify(stored)).not.toContain(bootA)
  })

  it('tells how many changes of the environment each is behind', async () => {
    const test = await testHub()
    await connect(test)
    await putFlag(test.storage, 'checkout', 'v1')
    await putFlag(test.storage, 'checkout', 'v2')
    await test.hub.read()
    expect(await test.hub.instances('env-production')).toMatchObject([{ lag: 2, connected: true }])
  })

  it('keeps who was connected for weeks without a word until the server stopped', async () => {
    const first = await testHub()
    await connect(first, { bootId: bootA })
    for (let hours = 0; hours < 24 * 8; hours++) {
      first.clock.advance(3_600_000)
      await first.hub.tick()
    }
    const test = await first.restart()
    await test.hub.tick()
    const { count } = await killed(test)
    expect(await count()).toEqual({ total: 1, safe: 0, ...zero })
  })

  it('forgets after a week', async () => {
    const test = await testHub()
    test.hub.disconnect(await connect(test))
    await test.hub.flush()
    test.clock.advance(7 * 24 * 3_600_000 + 1)
    await test.hub.tick()
    expect(await test.hub.instances('env-production')).toEqual([])
    expect(await test.storage.instances.list('env-production')).toEqual([])
  })
})
