import { describe, expect, it } from 'vitest'
import type { InstanceRecord, MinuteCount, SdkKey, Storage, WaitingKill } from './storage.js'
import { actor } from './testing/drafts.js'
import { shopsIn } from './testing/shops.js'

const at = '2026-03-01T12:00:00.000Z'
const later = '2026-03-01T13:00:00.000Z'
const environmentId = 'env-production'

/** What every adapter must do beside changes. `open` gives an empty storage; the suite closes it. */
export function describePorts(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: the small ports`, () => {
    const shop = shopsIn(open)

    it('keeps SDK keys by environment, and the first revocation of each', async () => {
      const { keys } = await shop()
      const one: SdkKey = {
        id: 'k1',
        environmentId,
        kind: 'server',
        name: 'first',
        hash: 'h1',
        createdAt: at,
        createdBy: actor,
        lastUsedAt: null,
        revokedAt: null,
      }
      const two: SdkKey = { ...one, id: 'k2', kind: 'client', name: 'second', hash: 'h2' }
      await keys.create(one)
      await keys.create(two)
      expect(await keys.list(environmentId)).toEqual([one, two])
      expect(await keys.list('env-staging')).toEqual([])
      await keys.touch('k1', at)
      await keys.revoke('k1', at)
      await keys.revoke('k1', later)
      expect(await keys.get('k1')).toEqual({ ...one, lastUsedAt: at, revokedAt: at })
      expect(await keys.get('k3')).toBeUndefined()
    })

    it('lets a one-time link be spent once, before it ends', async () => {
      const { access } = await shop()
      await access.createLink('fresh', later)
      await access.createLink('old', at)
      expect(await access.spendLink('fresh', at)).toBe(true)
      expect(await access.spendLink('fresh', at)).toBe(false)
      expect(await access.spendLink('old', later)).toBe(false)
      expect(await access.spendLink('unknown', at)).toBe(false)
    })

    it('keeps sessions, tokens and sealed secrets', async () => {
      const { access } = await shop()
      const session = { id: 's1', actor, createdAt: at, expiresAt: later, revokedAt: null }
      await access.createSession(session)
      expect(await access.session('s1')).toEqual(session)
      await access.revokeSession('s1', at)
      expect(await access.session('s1')).toEqual({ ...session, revokedAt: at })
      expect(await access.session('s2')).toBeUndefined()

      const token = { id: 't1', name: 'pipeline', hash: 'h', createdAt: at, revokedAt: null }
      await access.createToken(token)
      await access.revokeToken('t1', at)
      expect(await access.token('t1')).toEqual({ ...token, revokedAt: at })
      expect(await access.tokens()).toEqual([{ ...token, revokedAt: at }])

      expect(await access.secret('session')).toBeUndefined()
      await access.putSecret('session', Uint8Array.of(1, 2, 3))
      await access.putSecret('session', Uint8Array.of(4, 5))
      expect([...((await access.secret('session')) ?? [])]).toEqual([4, 5])
    })

    it('keeps the list of instances; those connected at a stop are lost from then', async () => {
      const { instances } = await shop()
      const connected: InstanceRecord = {
        environmentId,
        bootHash: 'b1',
        service: 'checkout',
        version: '1.0.0',
        host: 'a',
        zone: null,
        sdk: 'node/0.1.0',
        connectedSince: at,
        lastSeenAt: at,
        lostAt: null,
        goodbyeAt: null,
        count: 3,
        epoch: '01HZZZZZZZZZZZZZZZZZZZZZZZ',
        applied: 7,
        kills: ['k1'],
        notServing: ['flag'],
        struck: false,
      }
      const gone: InstanceRecord = { ...connected, bootHash: 'b2', connectedSince: null, goodbyeAt: at }
      await instances.put([connected, gone])
      await instances.put([{ ...connected, applied: 8 }])
      expect(await instances.services(environmentId)).toEqual(['checkout'])
      expect(await instances.services('env-staging')).toEqual([])
      await instances.loseAll(later)
      const lost = { ...connected, applied: 8, connectedSince: null, lostAt: later }
      expect(await instances.list(environmentId)).toEqual([lost, gone])
      expect(await instances.list('env-staging')).toEqual([])
      await instances.put([{ ...connected, lastSeenAt: later }])
      await instances.prune(later)
      expect((await instances.list(environmentId)).map(({ bootHash }) => bootHash)).toEqual(['b1'])
    })

    it('adds counts up by the minute, and remembers the last evaluation of each flag', async () => {
      const { counts } = await shop()
      const one: MinuteCount = {
        environmentId,
        flag: 'a',
        variant: 'on',
        reason: 'STATIC',
        minute: 60_000,
        count: 2,
      }
      const other: MinuteCount = { ...one, flag: 'b', variant: null, minute: 120_000, count: 1 }
      await counts.add([one, other])
      await counts.add([one])
      const all = { from: 0, to: 180_000 }
      expect(await counts.read(environmentId, all)).toEqual([{ ...one, count: 4 }, other])
      expect(await counts.read(environmentId, { ...all, flag: 'b' })).toEqual([other])
      expect(await counts.read(environmentId, { from: 60_000, to: 120_000 })).toEqual([{ ...one, count: 4 }])
      await counts.prune(120_000)
      expect(await counts.read(environmentId, all)).toEqual([other])
      expect(await counts.lastEvaluated(environmentId)).toEqual(
        new Map([
          ['a', 60_000],
          ['b', 120_000],
        ]),
      )
      expect(await counts.lastEvaluated(environmentId, ['b', 'c'])).toEqual(new Map([['b', 120_000]]))
      expect(await counts.lastEvaluated(environmentId, [])).toEqual(new Map())
    })

    it('keeps a waiting kill as it came first, until it is settled', async () => {
      const { waitingKills } = await shop()
      const waiting: WaitingKill = {
        environmentId,
        kill: {
          killId: 'k1',
          cause: 'manual',
          actor,
          reason: 'checkout fails',
          episode: 'manual:1',
          firstCommit: { epoch: '01HZZZZZZZZZZZZZZZZZZZZZZZ', revision: 3, at },
          serves: { a: { type: 'callerDefault' } },
          mac: 'unknown',
        },
        broughtBy: 'checkout on a',
        since: at,
        settled: null,
      }
      await waitingKills.put(waiting)
      await waitingKills.put({ ...waiting, broughtBy: 'checkout on b' })
      expect(await waitingKills.list(environmentId)).toEqual([waiting])
      const settled = { as: 'dismissed', at: later, by: actor } as const
      await waitingKills.settle(environmentId, 'k1', settled)
      await waitingKills.settle(environmentId, 'k1', { ...settled, as: 'adopted' })
      expect(await waitingKills.list(environmentId)).toEqual([])
      expect(await waitingKills.get(environmentId, 'k1')).toEqual({ ...waiting, settled })
    })

    it('answers that it can be read and written', async () => {
      const storage = await shop()
      await expect(storage.check()).resolves.toBeUndefined()
    })
  })
}
