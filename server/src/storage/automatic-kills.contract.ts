import { describe, expect, it } from 'vitest'
import type { AutomaticKill, KillLabel, Storage } from './storage.js'
import { actor } from './testing/drafts.js'
import { shopsIn } from './testing/shops.js'

const environmentId = 'env-production'
const kill = (id: string, minute: number): Omit<AutomaticKill, 'label'> => ({
  environmentId,
  id,
  type: 'killed',
  release: 'checkout-1',
  generation: 1,
  at: `2026-03-01T12:0${minute}:00.000Z`,
  because: 'errors',
  check: 'sdk-outcomes',
})
const label = (verdict: KillLabel['verdict']): KillLabel => ({
  verdict,
  reason: '',
  by: actor,
  at: '2026-03-01T13:00:00.000Z',
})

/** What every adapter must do with the guard's own kills. */
export function describeAutomaticKills(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: automatic kills`, () => {
    const shop = shopsIn(open)

    it('are there once, the newest first', async () => {
      const { automaticKills } = await shop()
      for (const one of [kill('k1', 1), kill('k2', 2), { ...kill('k1', 3), because: 'again' }])
        await automaticKills.add(one)
      expect(await automaticKills.list(environmentId)).toEqual([
        { ...kill('k2', 2), label: null },
        { ...kill('k1', 1), label: null },
      ])
      expect(await automaticKills.list('env-staging')).toEqual([])
    })

    it('have the last label that somebody gave them', async () => {
      const { automaticKills } = await shop()
      await automaticKills.add(kill('k1', 1))
      expect(await automaticKills.label(environmentId, 'k1', label('right'))).toBe(true)
      expect(await automaticKills.label(environmentId, 'k1', label('wrong'))).toBe(true)
      expect(await automaticKills.label(environmentId, 'k9', label('wrong'))).toBe(false)
      expect(await automaticKills.get(environmentId, 'k1')).toEqual({
        ...kill('k1', 1),
        label: label('wrong'),
      })
      expect(await automaticKills.get(environmentId, 'k9')).toBeUndefined()
    })
  })
}
