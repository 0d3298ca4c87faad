import { describe, expect, it } from 'vitest'
import {
  answersTo,
  heldAtHead,
  liftKill,
  liveSession,
  makeKill,
  putKill,
  testHub,
  types,
} from './testing/test-hub.js'

describe('kills that a client brings', () => {
  it('are dropped where they were lifted', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    await liftKill(test.storage, kill)
    const got = await answersTo(test, { held: await heldAtHead(test.storage), kills: [kill] })
    expect(types(got)).toEqual(['drop', 'bookmark'])
    expect(got[0]).toMatchObject({ killIds: [kill.killId] })
  })

  it('are dropped where they were lifted, also where only their ids found room', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock)
    const standing = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    await liftKill(test.storage, kill)
    await putKill(test.storage, standing)
    const killsById = [kill.killId, standing.killId, 'kill-that-nobody-knows']
    const got = await answersTo(test, { held: await heldAtHead(test.storage), killsById })
    expect(types(got)).toEqual(['drop', 'bookmark'])
    expect(got[0]).toMatchObject({ killIds: [kill.killId] })
  })

  it('are left alone where they stand', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock)
    await putKill(test.storage, kill)
    expect(types(await answersTo(test, { held: await heldAtHead(test.storage), kills: [kill] }))).toEqual([
      'bookmark',
    ])
    expect(test.adopted).toEqual([])
  })

  it('are dropped where they are drills that nobody knows', async () => {
    const test = await testHub()
    const drill = makeKill(test.keyRing, test.clock, { cause: 'drill', endsAfterMs: 60_000 })
    expect(types(await answersTo(test, { kills: [drill] }))).toEqual(['drop', 'resync', 'bookmark'])
    expect(test.adopted).toEqual([])
  })

  it('are no drills for having an end: the cause alone tells', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock, { endsAfterMs: 60_000 })
    expect(types(await answersTo(test, { kills: [kill] }))).not.toContain('drop')
    expect(test.adopted).toEqual([kill])
  })

  it('are adopted where the log has lost them, and reach everybody', async () => {
    const test = await testHub()
    const other = await liveSession(test)
    const kill = makeKill(test.keyRing, test.clock)
    await answersTo(test, { kills: [kill] })
    await test.hub.read()
    expect(test.adopted).toEqual([kill])
    expect(other.takeTypes()).toEqual(['kill', 'changes'])
  })

  it('are adopted once, however many bring them', async () => {
    const test = await testHub()
    const kill = makeKill(test.keyRing, test.clock)
    await Promise.all(Array.from({ length: 10 }, () => answersTo(test, { kills: [kill] })))
    expect(test.adopted).toEqual([kill])
  })

  it('wait for a person where they can’t be told from forged ones', async () => {
    const test = await testHub()
    const forged = { ...makeKill(test.keyRing, test.clock), reason: 'changed on the way' }
    await answersTo(test, { kills: [forged] })
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
    expect(types(await answersTo(test, { kills: [forged] }))).toEqual(['drop', 'resync', 'bookmark'])
  })

  it('give way to the kill of their episode that stands, once the client holds that one', async () => {
    const kept = { type: 'stands', killId: 'kill-kept' } as const
    const test = await testHub({ adoptKill: async () => kept })
    const lost = makeKill(test.keyRing, test.clock, { killId: 'kill-lost' })
    const standing = makeKill(test.keyRing, test.clock, { killId: 'kill-kept' })
    await putKill(test.storage, standing)
    expect(types(await answersTo(test, { kills: [lost] }))).toEqual(['resync', 'bookmark'])
    expect((await answersTo(test, { kills: [lost, standing] }))[0]).toMatchObject({
      type: 'drop',
      killIds: ['kill-lost'],
    })
  })
})
