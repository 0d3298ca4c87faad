import { describe, expect, it } from 'vitest'
import type { Episode, IntakeSource, Storage } from './storage.js'
import { actor } from './testing/drafts.js'
import { shopsIn } from './testing/shops.js'

const environmentId = 'env-production'
const source = (id: string): IntakeSource => ({
  id,
  environmentId,
  project: 'shop',
  environment: 'production',
  kind: 'alerts',
  sender: 'ripcord',
  name: id,
  auth: 'bearer',
  secret: 'hash',
  scope: { releases: 'checkout-', service: null },
  labels: { team: '/team' },
  allowedTopics: [],
  deployments: { environments: ['prod'], releaseFile: null },
  createdAt: '2026-03-01T12:00:00.000Z',
  createdBy: actor,
  lastUsedAt: null,
  revokedAt: null,
})
const episode = (name: string, receivedAt: number, more: Partial<Episode> = {}): Episode => ({
  sourceId: 's1',
  episode: name,
  environmentId,
  state: 'firing',
  receivedAt,
  endedAt: null,
  alert: {
    sender: 'ripcord',
    startsAt: 1,
    severity: null,
    labels: { release: 'checkout-1' },
    annotations: {},
    value: null,
    url: null,
  },
  matches: [],
  warnings: ['odd'],
  ...more,
})
const match = {
  release: 'checkout-1',
  generation: 1,
  check: 'alerts',
  effect: 'fails' as const,
  because: 'it fires',
  next: [],
}

/** What every adapter must do with sources and the episodes that they told of. */
export function describeIntake(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: intake`, () => {
    const shop = shopsIn(open)

    it('keeps sources, when they were used, and the first word that ended one', async () => {
      const { intake } = await shop()
      for (const id of ['s1', 's2']) await intake.createSource(source(id))
      await intake.touchSource('s1', '2026-03-02T00:00:00.000Z')
      await intake.revokeSource('s1', '2026-03-03T00:00:00.000Z')
      await intake.revokeSource('s1', '2026-03-04T00:00:00.000Z')
      const used = { lastUsedAt: '2026-03-02T00:00:00.000Z', revokedAt: '2026-03-03T00:00:00.000Z' }
      expect(await intake.sources(environmentId)).toEqual([{ ...source('s1'), ...used }, source('s2')])
      expect(await intake.source('s2')).toEqual(source('s2'))
      expect(await intake.source('s9')).toBeUndefined()
      expect(await intake.sources('env-staging')).toEqual([])
    })

    it('has an episode of a source once, whoever else tells of it', async () => {
      const { intake } = await shop()
      await intake.putEpisodes([episode('a', 1), episode('a', 1, { state: 'resolved', endedAt: 2 })])
      await intake.putEpisodes([episode('a', 3, { sourceId: 's2' })])
      expect(await intake.episodes(environmentId, { limit: 10 })).toHaveLength(2)
      expect(await intake.episode('s1', 'a')).toEqual(episode('a', 1, { state: 'resolved', endedAt: 2 }))
      expect(await intake.episode('s1', 'b')).toBeUndefined()
      const again = episode('a', 4, { matches: [match], warnings: [] })
      await intake.putEpisodes([again])
      expect(await intake.episode('s1', 'a')).toEqual(again)
    })

    it('knows which of a series are open, whatever they match', async () => {
      const { intake } = await shop()
      const ended = episode('series/1', 1, { state: 'resolved', endedAt: 2 })
      const [first, second] = [episode('series/3', 3), episode('series/2', 4, { matches: [match] })]
      const others = [episode('serie', 5), episode('series0', 6), episode('series/4', 7, { sourceId: 's2' })]
      await intake.putEpisodes([ended, second, first, ...others])
      expect(await intake.openOfSeries('s1', 'series/')).toEqual([first, second])
    })

    it('tells of open ones that fail or hold a release, until they are resolved', async () => {
      const { intake } = await shop()
      const recorded = { ...match, effect: 'recorded' as const }
      await intake.putEpisodes([episode('unmatched', 1), episode('recorded', 2, { matches: [recorded] })])
      const later = episode('fails', 4, { matches: [recorded, match] })
      const first = episode('holds', 3, { state: 'nodata', matches: [{ ...match, effect: 'holds' }] })
      await intake.putEpisodes([later, first])
      expect(await intake.openEpisodes()).toEqual([first, later])
      await intake.putEpisodes([{ ...later, state: 'resolved', endedAt: 9 }])
      expect(await intake.openEpisodes()).toEqual([first])
    })

    it('lists the newest first, and lets the oldest go', async () => {
      const { intake } = await shop()
      await intake.putEpisodes(['a', 'b', 'c'].map((one, at) => episode(one, at)))
      await intake.putEpisodes([episode('d', 3, { matches: [match] })])
      const names = async (unmatched?: boolean, limit = 10) =>
        (await intake.episodes(environmentId, { unmatched, limit })).map((one) => one.episode)
      expect(await names()).toEqual(['d', 'c', 'b', 'a'])
      expect(await names(true, 2)).toEqual(['c', 'b'])
      expect(await names(false)).toEqual(['d'])
      await intake.pruneEpisodes(1, 10)
      expect(await names()).toEqual(['d', 'c', 'b'])
      await intake.pruneEpisodes(1, 1)
      expect(await names()).toEqual(['d', 'c'])
    })
  })
}
