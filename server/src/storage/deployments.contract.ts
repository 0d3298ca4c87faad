import { describe, expect, it } from 'vitest'
import type { DeploymentRow, Storage } from './storage.js'
import { shopsIn } from './testing/shops.js'

const environmentId = 'env-production'
const row = (id: string, since: number, more: Partial<DeploymentRow> = {}): DeploymentRow => ({
  sourceId: 's1',
  id,
  environmentId,
  receivedAt: since + 10,
  deployment: {
    sender: 'github',
    deliveryId: null,
    status: 'succeeded',
    service: 'checkout',
    version: id,
    commit: null,
    digest: null,
    environment: 'production',
    url: null,
    release: null,
    at: since,
  },
  since,
  counts: true,
  warnings: ['odd'],
  effects: null,
  ...more,
})

/** What every adapter must do with what was said of deployments. */
export function describeDeployments(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: deployments`, () => {
    const shop = shopsIn(open)

    it('has one of a source once, as it first came, with what came of it', async () => {
      const { deployments } = await shop()
      const effects = [{ release: 'checkout-1', effect: 'started' as const, because: 'all are there' }]
      await deployments.put(row('a', 1))
      await deployments.put(row('a', 2))
      await deployments.put(row('a', 3, { sourceId: 's2' }))
      expect(await deployments.get('s1', 'a')).toEqual(row('a', 1))
      await deployments.settle('s1', 'a', effects)
      expect(await deployments.get('s1', 'a')).toEqual(row('a', 1, { effects }))
      expect((await deployments.get('s2', 'a'))?.effects).toBeNull()
      expect(await deployments.get('s1', 'b')).toBeUndefined()
    })

    it('tells what a service runs by when it holds, and not by when it was received', async () => {
      const { deployments } = await shop()
      await deployments.put(row('new', 5))
      await deployments.put(row('old', 4, { receivedAt: 99 }))
      await deployments.put(row('elsewhere', 9, { environmentId: 'env-staging' }))
      await deployments.put(row('for nobody', 9, { counts: false }))
      expect((await deployments.latest(environmentId, 'checkout'))?.id).toBe('new')
      await deployments.put(row('as new', 5))
      expect((await deployments.latest(environmentId, 'checkout'))?.id).toBe('as new')
      expect(await deployments.latest(environmentId, 'payments')).toBeUndefined()
    })

    it('has what came out of late, everywhere, the newest first: of that alone a release may still be started', async () => {
      const { deployments } = await shop()
      const of = (status: DeploymentRow['deployment']['status']) => ({
        deployment: { ...row('x', 1).deployment, status },
      })
      await deployments.put(row('long ago', 1))
      await deployments.put(row('a', 20))
      await deployments.put(row('b', 30, { environmentId: 'env-staging' }))
      await deployments.put(row('failed', 31, of('failed')))
      await deployments.put(row('taken back', 32, of('rolledback')))
      await deployments.put(row('for nobody', 33, { counts: false }))
      const ids = (await deployments.recent(30)).map(({ id }) => id)
      expect(ids).toEqual(['b', 'a'])
    })

    it('lists the newest first, and lets the oldest go', async () => {
      const { deployments } = await shop()
      for (const [at, id] of ['a', 'b', 'c', 'd'].entries()) await deployments.put(row(id, at))
      const ids = async (limit = 10) => (await deployments.list(environmentId, limit)).map(({ id }) => id)
      expect(await ids(3)).toEqual(['d', 'c', 'b'])
      await deployments.prune(11, 10)
      expect(await ids()).toEqual(['d', 'c', 'b'])
      await deployments.prune(0, 2)
      expect(await ids()).toEqual(['d', 'c'])
    })
  })
}
