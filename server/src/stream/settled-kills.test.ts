import { randomBytes } from 'node:crypto'
import type { Kill } from '@ripcord/model'
import { beforeEach, describe, expect, it } from 'vitest'
import { by, type House, openShop } from '../changes/testing/house.js'
import { createKeyRing } from '../secrets/create-key-ring.js'
import { Hub } from './hub.js'
import { FakeSession, HeardLog, hello } from './testing/test-hub.js'

const target = { type: 'flags' as const, flags: ['checkout'] }

let house: House
let id: string
let hub: Hub
/** Of another life of the database, and under a key that is lost. */
let lost: Kill

beforeEach(async () => {
  const before = await openShop('checkout')
  lost = await heldOf(before, await killEpisode(before))
  house = await openShop('checkout')
  id = await house.environments.idOf('shop', 'production')
  const keyRing = createKeyRing(randomBytes(32), new Date(0))
  const adoptKill = (environmentId: string, kill: Kill) => house.kills.adopt(environmentId, kill)
  hub = new Hub({ storage: house.storage, keyRing, clock: house.clock, log: new HeardLog(), adoptKill })
  await hub.start()
})

async function killEpisode({ kills }: House): Promise<string> {
  const { kill } = await kills.kill('shop', 'production', { target, episode: 'alert-7' }, by)
  return kill.killId
}

/** The record as SDKs have it. */
async function heldOf({ storage, environments }: House, killId: string): Promise<Kill> {
  const { entities } = await storage.changes.sentState(await environments.idOf('shop', 'production'))
  return entities.find(({ key }) => key === killId)?.value as unknown as Kill
}

/** Ids that a client which holds these is told to let go of. */
async function droppedOf(...kills: Kill[]): Promise<string[]> {
  await hub.read()
  const session = new FakeSession(id)
  hub.connect(session)
  await hub.receive(session, { type: 'hello', ...hello({ kills }) })
  return session.take().flatMap((message) => (message.type === 'drop' ? message.killIds : []))
}

const restore = (killId: string) => house.kills.restore('shop', 'production', killId, by)
const settle = (as: 'adopted' | 'dismissed') => house.kills.settle('shop', 'production', lost.killId, as, by)

describe('a kill that waited, once its episode is killed again', () => {
  it('gives way to the other, once the client holds that one', async () => {
    expect(await droppedOf(lost)).toEqual([])
    const other = await killEpisode(house)
    expect(other).not.toBe(lost.killId)
    expect(await house.kills.waiting('shop', 'production')).toEqual([])
    expect(await droppedOf(lost)).toEqual([])
    expect(await droppedOf(lost, await heldOf(house, other))).toEqual([lost.killId])
  })

  it('goes when the other is restored', async () => {
    await droppedOf(lost)
    await restore(await killEpisode(house))
    expect(await droppedOf(lost)).toEqual([lost.killId])
  })

  it('waits on where that was a drill, which ends by itself', async () => {
    await droppedOf(lost)
    const drill = { target, episode: 'alert-7', endsAfterMs: 1 }
    await house.kills.drill('shop', 'production', drill, by)
    expect(await house.kills.waiting('shop', 'production')).toHaveLength(1)
  })
})

describe('a person’s adoption', () => {
  it('holds the kill, until its restore', async () => {
    await droppedOf(lost)
    expect(await settle('adopted')).toMatchObject({ type: 'adopted' })
    expect(await droppedOf(lost)).toEqual([])
    await restore(lost.killId)
    expect(await droppedOf(lost)).toEqual([lost.killId])
  })

  it('lets the kill give way where its episode has another by then', async () => {
    const other = await killEpisode(house)
    await droppedOf(lost)
    expect(await settle('adopted')).toEqual({ type: 'stands', killId: other })
    expect(await droppedOf(lost)).toEqual([])
    expect(await droppedOf(lost, await heldOf(house, other))).toEqual([lost.killId])
    await expect(settle('adopted')).rejects.toMatchObject({
      code: 'kill-settled',
      extra: { settledAs: 'replaced' },
    })
  })

  it('lets the kill go where its episode was restored', async () => {
    const other = await killEpisode(house)
    await restore(other)
    await droppedOf(lost)
    expect(await settle('adopted')).toEqual({ type: 'lifted', killId: other })
    expect(await droppedOf(lost)).toEqual([lost.killId])
  })
})
