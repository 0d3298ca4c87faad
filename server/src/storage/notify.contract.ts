import type { News } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import type { Storage, StoredChannel, StoredDelivery } from './storage.js'
import { actor } from './testing/drafts.js'
import { shopsIn } from './testing/shops.js'

const news = (type: News['type']): News => ({
  type,
  project: 'shop',
  environment: 'production',
  releases: [],
  flags: ['a'],
  title: 'a title',
  because: 'a reason',
  at: '2026-03-01T12:00:00.000Z',
  by: actor,
  revision: 3,
  change: 'flags.killed',
  killId: null,
  services: [],
  evidence: [],
})

const delivery = (id: string, parts: Partial<StoredDelivery> = {}): StoredDelivery => ({
  id,
  channelId: 'c1',
  project: 'shop',
  news: news('release.started'),
  state: 'pending',
  attempts: 0,
  createdAt: 1_000,
  nextAt: 1_000,
  endedAt: null,
  last: null,
  ...parts,
})

const channel = (id: string, parts: Partial<StoredChannel> = {}): StoredChannel => ({
  id,
  project: 'shop',
  name: id,
  type: 'webhook',
  to: 'https://receiver.example/',
  filter: { events: null, environments: null, releases: null },
  enabled: true,
  disabledBecause: null,
  createdAt: '2026-03-01T12:00:00.000Z',
  since: '2026-03-01T12:00:00.000Z',
  box: Buffer.from('sealed'),
  ...parts,
})

/** What every adapter must do with what is to be told. */
export function describeNotify(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: deliveries`, () => {
    const shop = shopsIn(open)

    it('are added once, with the position up to which the log was followed', async () => {
      const { notify } = await shop()
      expect(await notify.position('shop')).toBe(0)
      await notify.follow('shop', 7, [delivery('d1')])
      await notify.follow('shop', 9, [delivery('d1', { attempts: 5 }), delivery('d2')])
      expect(await notify.position('shop')).toBe(9)
      expect(await notify.deliveries('shop', { limit: 10 })).toEqual([delivery('d2'), delivery('d1')])
      expect(await notify.deliveries('shop', { limit: 1 })).toEqual([delivery('d2')])
      expect(await notify.deliveries('other', { limit: 10 })).toEqual([])
    })

    it('become what has become of them', async () => {
      const { notify } = await shop()
      await notify.add([delivery('d1'), delivery('d2', { channelId: 'c2' })])
      const ended = delivery('d1', { state: 'delivered', attempts: 1, endedAt: 2_000, last: 'fine' })
      await notify.put(ended)
      expect(await notify.delivery('shop', 'd1')).toEqual(ended)
      expect(await notify.delivery('other', 'd1')).toBeUndefined()
      expect(await notify.deliveries('shop', { limit: 10, state: 'pending' })).toMatchObject([{ id: 'd2' }])
      expect(await notify.deliveries('shop', { limit: 10, channel: 'c1' })).toEqual([ended])
      expect(await notify.counts()).toEqual({ pending: 1, delivered: 1, dead: 0 })
      await notify.prune(2_001)
      expect(await notify.counts()).toEqual({ pending: 1, delivered: 0, dead: 0 })
    })

    it('come due one a channel, a kill before what waits longer', async () => {
      const { notify } = await shop()
      await notify.putChannel(channel('c1'))
      await notify.putChannel(channel('c2'))
      await notify.add([
        delivery('d1', { nextAt: 10 }),
        delivery('d2', { nextAt: 20, news: news('kill.committed') }),
        delivery('d3', { channelId: 'c2', nextAt: 30 }),
        delivery('d4', { channelId: 'c2', nextAt: 5 }),
      ])
      const due = async (now: number) => (await notify.due(now)).map(({ id }) => id).sort()
      expect(await due(4)).toEqual([])
      expect(await due(10)).toEqual(['d1', 'd4'])
      expect(await due(100)).toEqual(['d2', 'd4'])
      await notify.postpone('c2', 200)
      expect(await due(100)).toEqual(['d2'])
      expect(await notify.waiting('c2')).toBe(2)
      await notify.giveUp('c1', 100, 'its channel was disabled')
      expect(await due(100)).toEqual([])
      expect(await notify.delivery('shop', 'd2')).toMatchObject({
        state: 'dead',
        endedAt: 100,
        last: 'its channel was disabled',
      })
    })
  })

  describe(`${name}: channels`, () => {
    const shop = shopsIn(open)

    it('are kept with their box, changed, and removed with what waits for them', async () => {
      const { notify } = await shop()
      await notify.putChannel(channel('c1'))
      await notify.putChannel(channel('c2', { type: 'email' }))
      await notify.putChannel(channel('c1', { enabled: false }))
      expect((await notify.channels('shop')).map(({ id }) => id)).toEqual(['c1', 'c2'])
      expect(await notify.channel('c1')).toEqual(channel('c1', { enabled: false }))
      await notify.add([delivery('d1')])
      await notify.removeChannel('c1')
      expect(await notify.channel('c1')).toBeUndefined()
      expect(await notify.deliveries('shop', { limit: 10 })).toEqual([])
    })
  })
}
