import { describe, expect, it } from 'vitest'
import type { Storage, StoredIncident } from './storage.js'
import { actor } from './testing/drafts.js'
import { shopsIn } from './testing/shops.js'

const incident = (killId: string, minute: number, parts: Partial<StoredIncident> = {}): StoredIncident => ({
  environmentId: 'env-production',
  killId,
  openedAt: `2026-03-01T12:0${minute}:00.000Z`,
  settled: false,
  body: { of: killId },
  ...parts,
})

/** What every adapter must do with incidents. */
export function describeIncidents(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: incidents`, () => {
    const shop = shopsIn(open)

    it('are opened once, with the position up to which the log was followed', async () => {
      const { incidents } = await shop()
      expect(await incidents.position('shop')).toBe(0)
      await incidents.follow('shop', 7, [incident('k1', 1), incident('k2', 2)])
      await incidents.follow('shop', 9, [incident('k1', 1, { body: 'again' }), incident('k3', 3)])
      expect(await incidents.position('shop')).toBe(9)
      const listed = await incidents.list('env-production')
      expect(listed).toEqual([incident('k3', 3), incident('k2', 2), incident('k1', 1)])
      expect(await incidents.list('env-staging')).toEqual([])
    })

    it('become what has become of them, and are no longer followed once they are settled', async () => {
      const { incidents } = await shop()
      await incidents.follow('shop', 1, [incident('k2', 2), incident('k1', 1)])
      expect((await incidents.unsettled()).map(({ killId }) => killId)).toEqual(['k1', 'k2'])
      const after = incident('k1', 1, { settled: true, body: { recovered: true } })
      await incidents.put(after)
      expect(await incidents.get('env-production', 'k1')).toEqual(after)
      expect((await incidents.unsettled()).map(({ killId }) => killId)).toEqual(['k2'])
      expect(await incidents.get('env-production', 'k9')).toBeUndefined()
    })

    it('have notes, in order', async () => {
      const { incidents } = await shop()
      const notes = ['first', 'second'].map((text) => ({ at: '2026-03-01T12:00:00.000Z', by: actor, text }))
      for (const note of notes) await incidents.note('env-production', 'k1', note)
      expect(await incidents.notes('env-production', 'k1')).toEqual(notes)
      expect(await incidents.notes('env-production', 'k2')).toEqual([])
    })
  })
}
