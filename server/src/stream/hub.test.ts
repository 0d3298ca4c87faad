import { describe, expect, it } from 'vitest'
import {
  answersTo,
  FakeSession,
  heldAtHead,
  hello,
  liftKill,
  liveSession,
  makeKill,
  putFlag,
  putFlags,
  putKill,
  testHub,
  types,
} from './testing/test-hub.js'

describe('the answer to a hello', () => {
  it('sends a client that holds nothing for the snapshot', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v1')
    const got = await answersTo(test, {})
    expect(types(got)).toEqual(['resync', 'bookmark'])
    expect(got[0]).toMatchObject({ mismatch: false, because: 'nothing is held' })
  })

  it('only confirms a client at the head', async () => {
    const test = await testHub()
    const revision = await putFlag(test.storage, 'checkout', 'v1')
    const got = await answersTo(test, { held: await heldAtHead(test.storage) })
    expect(types(got)).toEqual(['bookmark'])
    expect(got[0]).toMatchObject({ at: { epoch: test.hub.epoch, revision } })
  })

  it('brings a client that is behind to the head in one step', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v1')
    const held = await heldAtHead(test.storage)
    await putFlag(test.storage, 'checkout', 'v2')
    await putFlag(test.storage, 'search', 'v1')
    const revision = await putFlag(test.storage, 'checkout', 'v3')
    const got = await answersTo(test, { held })
    expect(types(got)).toEqual(['changes', 'bookmark'])
    const { hashes } = await test.storage.changes.environmentHead('env-production')
    expect(got[0]).toMatchObject({
      from: held.revision,
      to: revision,
      hashes,
      sections: [
        {
          name: 'flags',
          entities: [
            { kind: 'flag', key: 'checkout', value: { name: 'v3' } },
            { kind: 'flag', key: 'search', value: { name: 'v1' } },
          ],
        },
      ],
    })
  })

  it('lets go of kills that are over before it brings changes', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    await liftKill(test.storage, kill)
    const held = await heldAtHead(test.storage)
    await putFlag(test.storage, 'checkout', 'v1')
    expect(types(await answersTo(test, { held, kills: [kill] }))).toEqual(['drop', 'changes', 'bookmark'])
  })

  it('goes on from what the log holds whatever the epoch in which the client heard of it', async () => {
    const before = await testHub()
    await putFlag(before.storage, 'checkout', 'v1')
    const held = await heldAtHead(before.storage)
    const test = await before.restart()
    await putFlag(test.storage, 'checkout', 'v2')
    expect(test.hub.epoch > held.epoch).toBe(true)
    expect(types(await answersTo(test, { held }))).toEqual(['changes', 'bookmark'])
  })

  it('is a resync and a loud warning where the log does not hold what the client holds', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v1')
    const held = await heldAtHead(test.storage)
    const beyond = await answersTo(test, { held: { ...held, revision: held.revision + 7 } })
    expect(beyond[0]).toMatchObject({ type: 'resync', mismatch: true })
    test.clock.advance(60_000)
    const other = { kills: '0000000000000000', flags: '00000000000000ff' }
    expect((await answersTo(test, { held: { ...held, hashes: other } }))[0]).toMatchObject({
      type: 'resync',
      mismatch: true,
    })
    expect(test.log.warnings).toHaveLength(2)
    expect(test.log.warnings[0]).toMatch(/^the log was rolled back; instances seen since .* are unknown/)
  })

  it('is a resync where a thousand changes are missing', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'first')
    const held = await heldAtHead(test.storage)
    for (let i = 0; i < 1_001; i++) await putFlag(test.storage, 'checkout', `v${i}`)
    expect((await answersTo(test, { held }))[0]).toMatchObject({ type: 'resync', mismatch: false })
  })

  it('is a resync where the changes are larger than the snapshot', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'a', 'v1')
    const held = await heldAtHead(test.storage)
    const keys = Array.from({ length: 50 }, (_, i) => `flag-${i}`)
    await putFlags(test.storage, keys, { name: 'x'.repeat(100) })
    await putFlags(test.storage, keys, null)
    await test.hub.snapshot('env-production', { from: 'a' }, null)
    expect((await answersTo(test, { held }))[0]).toMatchObject({ type: 'resync', mismatch: false })
  })

  it('leaves no gap to the changes that are committed while it is being made', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v0')
    const held = await heldAtHead(test.storage)
    const session = new FakeSession()
    test.hub.connect(session)
    const answered = test.hub.receive(session, { type: 'hello', ...hello({ held }) })
    for (let i = 1; i <= 20; i++) {
      await putFlag(test.storage, 'checkout', `v${i}`)
      void test.hub.read()
    }
    await answered
    await test.hub.read()
    let at = held.revision
    for (const message of session.take()) {
      if (message.type === 'changes') {
        expect(message.from).toBe(at)
        at = message.to
      }
    }
    expect(at).toBe((await heldAtHead(test.storage)).revision)
  })

  it('closes the session of an environment that does not exist', async () => {
    const { hub } = await testHub()
    const session = new FakeSession('env-nowhere')
    hub.connect(session)
    await hub.receive(session, { type: 'hello', ...hello() })
    expect(session.closed).toBeDefined()
    expect(session.got).toEqual([])
  })
})

describe('what is committed', () => {
  it('reaches sessions in order, one message a change, and nobody of another environment', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v0')
    const session = await liveSession(test)
    const elsewhere = new FakeSession('env-staging')
    test.hub.connect(elsewhere)
    await test.hub.receive(elsewhere, { type: 'hello', ...hello() })
    elsewhere.take()
    const first = await putFlag(test.storage, 'checkout', 'v1')
    const second = await putFlag(test.storage, 'checkout', 'v2')
    await test.hub.read()
    expect(session.take()).toMatchObject([
      { type: 'changes', from: first - 1, to: first },
      { type: 'changes', from: first, to: second },
    ])
    expect(elsewhere.got).toEqual([])
  })

  it('sends the kill before the changes that were committed ahead of it', async () => {
    const test = await testHub()
    const session = await liveSession(test)
    await putFlag(test.storage, 'checkout', 'v1')
    const kill = makeKill(test.keyRing, test.clock)
    const revision = await putKill(test.storage, kill)
    await test.hub.read()
    const got = session.take()
    expect(types(got)).toEqual(['kill', 'changes', 'changes'])
    expect(got[0]).toMatchObject({ revision, kill: { killId: kill.killId } })
  })

  it('sends a kill also to a session whose hello is not answered', async () => {
    const test = await testHub()
    await liveSession(test)
    const session = new FakeSession()
    test.hub.connect(session)
    await putFlag(test.storage, 'checkout', 'v1')
    await putKill(test.storage, makeKill(test.keyRing, test.clock))
    await test.hub.read()
    expect(session.takeTypes()).toEqual(['kill'])
  })
})

describe('bookmarks', () => {
  it('go to all every five seconds', async () => {
    const test = await testHub()
    const session = await liveSession(test)
    test.clock.advance(4_999)
    await test.hub.tick()
    expect(session.takeTypes()).toEqual([])
    test.clock.advance(1)
    await test.hub.tick()
    expect(session.takeTypes()).toEqual(['bookmark'])
  })

  it('stop while the log can’t be read', async () => {
    const test = await testHub()
    const session = await liveSession(test)
    const { changes } = test.storage
    const failing = { ...changes, head: () => Promise.reject(new Error('no disk')) }
    Object.assign(test.storage.changes, { head: failing.head })
    test.clock.advance(6_000)
    await test.hub.tick()
    expect(session.takeTypes()).toEqual([])
  })

  it('tell of a new epoch at once', async () => {
    const test = await testHub()
    const session = await liveSession(test)
    await test.storage.epochs.mint('restored')
    await test.hub.read()
    const [bookmark] = session.take()
    expect(bookmark).toMatchObject({ type: 'bookmark', at: { epoch: test.hub.epoch } })
    expect(
      bookmark?.type === 'bookmark' &&
        test.keyRing.checkEpoch('env-production', bookmark.at.epoch, bookmark.proof),
    ).toBe(true)
  })
})

describe('a snapshot', () => {
  it('holds all that is sent, kills first, with its position and hashes', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v1')
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    const answer = await test.hub.snapshot('env-production', { from: 'curl' }, null)
    if (answer.type !== 'snapshot') throw new Error('expected a snapshot')
    const body = JSON.parse(answer.snapshot.plain().toString('utf8'))
    const head = await heldAtHead(test.storage)
    expect(body).toMatchObject({
      protocol: 1,
      environment: { id: 'env-production', key: 'production', project: 'shop' },
      at: { epoch: test.hub.epoch, revision: head.revision },
      hashes: head.hashes,
      sections: [
        { name: 'kills', required: true, entities: [{ kind: 'kill', key: kill.killId, value: kill }] },
        {
          name: 'flags',
          required: true,
          entities: [{ kind: 'flag', key: 'checkout', value: { name: 'v1' } }],
        },
      ],
    })
    expect(answer.answer.bookmark.at).toEqual(body.at)
  })

  it('is made once for everybody, and again when something has changed', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v1')
    const ask = async () => {
      const answer = await test.hub.snapshot('env-production', { from: 'curl' }, null)
      return answer.type === 'snapshot' ? answer.snapshot : undefined
    }
    const [first, same] = await Promise.all([ask(), ask()])
    expect(first).toBe(same)
    await putFlag(test.storage, 'checkout', 'v2')
    await putFlag(test.storage, 'search', 'v1')
    const later = await ask()
    expect(later?.plain().toString()).toContain('v2')
    expect(later?.plain().toString()).not.toContain('"v1"}},{"kind":"flag","key":"checkout"')
    expect(later?.at.revision).toBe((await heldAtHead(test.storage)).revision)
  })

  it('is not sent to a client that holds the state, which learns the present position', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v1')
    const first = await test.hub.snapshot('env-production', { hello: hello() }, null)
    if (first.type !== 'snapshot') throw new Error('expected a snapshot')
    await test.storage.epochs.mint('restored')
    const again = await test.hub.snapshot('env-production', { hello: hello() }, first.snapshot.etag)
    expect(again).toMatchObject({
      type: 'notModified',
      answer: { bookmark: { at: { epoch: test.hub.epoch, revision: first.snapshot.at.revision } } },
    })
  })
})
