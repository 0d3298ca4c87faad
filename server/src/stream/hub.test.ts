import type { ServerMessage } from '@ripcord/sync'
import { describe, expect, it } from 'vitest'
import {
  FakeSession,
  heldAtHead,
  hello,
  liftKill,
  liveSession,
  makeKill,
  putFlag,
  putFlags,
  putKill,
  type TestHub,
  testHub,
} from './testing/test-hub.js'

async function ask(test: TestHub, parts: Parameters<typeof hello>[0]): Promise<ServerMessage[]> {
  const session = new FakeSession()
  test.hub.connect(session)
  await test.hub.receive(session, { type: 'hello', ...hello(parts) })
  return session.take()
}

function types(messages: readonly ServerMessage[]): string[] {
  return messages.map((message) => message.type)
}

describe('the answer to a hello', () => {
  it('sends a client that holds nothing for the snapshot', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v1')
    const got = await ask(test, {})
    expect(types(got)).toEqual(['resync', 'bookmark'])
    expect(got[0]).toMatchObject({ mismatch: false, because: 'nothing is held' })
  })

  it('only confirms a client at the head', async () => {
    const test = await testHub()
    const revision = await putFlag(test.storage, 'checkout', 'v1')
    const got = await ask(test, { held: await heldAtHead(test.storage) })
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
    const got = await ask(test, { held })
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

  it('goes on from what the log holds whatever the epoch in which the client heard of it', async () => {
    const before = await testHub()
    await putFlag(before.storage, 'checkout', 'v1')
    const held = await heldAtHead(before.storage)
    const test = await before.restart()
    await putFlag(test.storage, 'checkout', 'v2')
    expect(test.hub.epoch > held.epoch).toBe(true)
    expect(types(await ask(test, { held }))).toEqual(['changes', 'bookmark'])
  })

  it('is a resync and a loud warning where the log does not hold what the client holds', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'checkout', 'v1')
    const held = await heldAtHead(test.storage)
    const beyond = await ask(test, { held: { ...held, revision: held.revision + 7 } })
    expect(beyond[0]).toMatchObject({ type: 'resync', mismatch: true })
    test.clock.advance(60_000)
    const other = { kills: '0000000000000000', flags: '00000000000000ff' }
    expect((await ask(test, { held: { ...held, hashes: other } }))[0]).toMatchObject({
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
    expect((await ask(test, { held }))[0]).toMatchObject({ type: 'resync', mismatch: false })
  })

  it('is a resync where the changes are larger than the snapshot', async () => {
    const test = await testHub()
    await putFlag(test.storage, 'a', 'v1')
    const held = await heldAtHead(test.storage)
    const keys = Array.from({ length: 50 }, (_, i) => `flag-${i}`)
    await putFlags(test.storage, keys, { name: 'x'.repeat(100) })
    await putFlags(test.storage, keys, null)
    await test.hub.snapshot('env-production', { from: 'a' }, null)
    expect((await ask(test, { held }))[0]).toMatchObject({ type: 'resync', mismatch: false })
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

describe('kills that a client brings', () => {
  it('are dropped where they were lifted', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    await liftKill(test.storage, kill)
    const got = await ask(test, { held: await heldAtHead(test.storage), kills: [kill] })
    expect(types(got)).toEqual(['drop', 'bookmark'])
    expect(got[0]).toMatchObject({ killIds: [kill.killId] })
  })

  it('are left alone where they stand', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    expect(types(await ask(test, { held: await heldAtHead(test.storage), kills: [kill] }))).toEqual([
      'bookmark',
    ])
    expect(test.adopted).toEqual([])
  })

  it('are dropped where they are drills that nobody knows', async () => {
    const test = await testHub()
    const drill = makeKill(test.keyRing, test.clock, { cause: 'drill', endsAfterMs: 60_000 })
    expect(types(await ask(test, { kills: [drill] }))).toEqual(['drop', 'resync', 'bookmark'])
    expect(test.adopted).toEqual([])
  })

  it('are adopted where the log has lost them, and reach everybody', async () => {
    const test = await testHub()
    const other = await liveSession(test)
    const kill = makeKill(test.keyRing, test.clock)
    await ask(test, { kills: [kill] })
    await test.hub.read()
    expect(test.adopted).toEqual([kill])
    expect(other.takeTypes()).toEqual(['kill', 'changes'])
  })

  it('are adopted once, however many bring them', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock)
    await Promise.all(Array.from({ length: 10 }, () => ask(test, { kills: [kill] })))
    expect(test.adopted).toEqual([kill])
  })

  it('wait for a person where they can’t be told from forged ones', async () => {
    const test = await testHub()
    const forged = { ...makeKill(test.keyRing, test.clock), reason: 'changed on the way' }
    await ask(test, { kills: [forged] })
    expect(test.adopted).toEqual([])
    expect(await test.storage.waitingKills.list('env-production')).toMatchObject([
      { kill: { killId: forged.killId }, broughtBy: 'checkout on node-1' },
    ])
    const by = { type: 'person', id: 'ada' } as const
    await test.storage.waitingKills.settle('env-production', forged.killId, {
      as: 'dismissed',
      at: '2026-01-01T00:00:00.000Z',
      by,
    })
    expect(types(await ask(test, { kills: [forged] }))).toEqual(['drop', 'resync', 'bookmark'])
  })

  it('give way to the kill of their episode that stands, once the client holds that one', async () => {
    const kept = { type: 'stands', killId: 'kill-kept' } as const
    const test = await testHub({ adoptKill: async () => kept })
    const lost = makeKill(test.keyRing, test.clock, { killId: 'kill-lost' })
    const standing = makeKill(test.keyRing, test.clock, { killId: 'kill-kept' })
    await putKill(test.storage, standing)
    expect(types(await ask(test, { kills: [lost] }))).toEqual(['resync', 'bookmark'])
    expect((await ask(test, { kills: [lost, standing] }))[0]).toMatchObject({
      type: 'drop',
      killIds: ['kill-lost'],
    })
  })
})

describe('epochs that a client names', () => {
  const far = '7ZZZZZZZZZ0000000000000000'

  it('are minted above where they are proven', async () => {
    const test = await testHub()
    const session = await liveSession(test)
    const proof = test.keyRing.proveEpoch('env-production', far.replace('7ZZZZZZZZZ', '01KZZZZZZZ'))
    const epoch = far.replace('7ZZZZZZZZZ', '01KZZZZZZZ')
    const [, bookmark] = await ask(test, { highestEpoch: { epoch, proof } })
    expect(test.hub.epoch > epoch).toBe(true)
    expect(bookmark).toMatchObject({ at: { epoch: test.hub.epoch } })
    expect(session.take()).toMatchObject([{ type: 'bookmark', at: { epoch: test.hub.epoch } }])
  })

  it('change nothing where they are not proven and the key file is old', async () => {
    const test = await testHub()
    const before = test.hub.epoch
    await ask(test, { highestEpoch: { epoch: far, proof: 'forged' } })
    expect(test.hub.epoch).toBe(before)
  })

  it('are believed of a new key file, once a minute and no further than a day ahead', async () => {
    const test = await testHub({ keyAgeDays: 1 })
    const first = test.hub.epoch
    await ask(test, { highestEpoch: { epoch: far, proof: 'unknown' } })
    expect(test.hub.epoch).toBe(first)
    const nearEpoch = () => `${bump(test.hub.epoch)}`
    await ask(test, { highestEpoch: { epoch: nearEpoch(), proof: 'unknown' } })
    const second = test.hub.epoch
    expect(second > first).toBe(true)
    await ask(test, { highestEpoch: { epoch: nearEpoch(), proof: 'unknown' } })
    expect(test.hub.epoch).toBe(second)
    test.clock.advance(60_000)
    await ask(test, { highestEpoch: { epoch: nearEpoch(), proof: 'unknown' } })
    expect(test.hub.epoch > second).toBe(true)
  })

  /** An epoch some milliseconds later. */
  function bump(epoch: string): string {
    const last = epoch[9] === 'Z' ? 8 : 9
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
    const next = alphabet[alphabet.indexOf(epoch[last] ?? '0') + 1] ?? 'Z'
    return `${epoch.slice(0, last)}${next}${epoch.slice(last + 1)}`
  }
})
