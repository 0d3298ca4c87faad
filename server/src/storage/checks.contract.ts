import type { Measurement } from '@ripcord/model'
import { describe, expect, it } from 'vitest'
import type { RunRef, Storage, StoredBackend } from './storage.js'
import { actor } from './testing/drafts.js'
import { shopsIn } from './testing/shops.js'

const run: RunRef = { environmentId: 'env-production', release: 'checkout-2', generation: 1 }
const measurement = (at: number, value = 1): Measurement => ({
  type: 'value',
  at,
  value,
  isBad: false,
  tookMs: 3,
})
const backend = (key: string, parts: Partial<StoredBackend> = {}): StoredBackend => ({
  project: 'shop',
  key,
  url: 'http://prometheus:9090',
  auth: 'none',
  box: null,
  updatedAt: '2026-03-01T12:00:00.000Z',
  updatedBy: actor,
  ...parts,
})

/** What every adapter must do with measurements, and with where they come from. */
export function describeChecks(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: measurements`, () => {
    const shop = shopsIn(open)

    it('are there once, the last ones in order of time, by run and check', async () => {
      const { measurements } = await shop()
      for (const at of [3, 1, 2]) await measurements.add(run, 'a', measurement(at))
      await measurements.add(run, 'a', measurement(3, 99))
      await measurements.add({ ...run, generation: 2 }, 'a', measurement(4))
      await measurements.add(run, 'b', measurement(5))
      expect(await measurements.last(run, 'a', 2)).toEqual([measurement(2), measurement(3)])
      expect(await measurements.last({ ...run, release: 'nobody' }, 'a', 2)).toEqual([])
    })

    it('go with the inputs of their run', async () => {
      const { measurements, guardInputs } = await shop()
      const kept = { ...run, generation: 2 }
      for (const one of [run, kept]) {
        await guardInputs.open(one, {})
        await measurements.add(one, 'a', measurement(1))
        await guardInputs.end(one, { at: 1_000, kept: one === kept, last: null })
      }
      await measurements.prune(1_000)
      expect(await measurements.last(run, 'a', 9)).toHaveLength(1)
      await measurements.prune(1_001)
      expect(await measurements.last(run, 'a', 9)).toEqual([])
      expect(await measurements.last(kept, 'a', 9)).toHaveLength(1)
    })
  })

  describe(`${name}: backends`, () => {
    const shop = shopsIn(open)

    it('are kept by project and key, the last word of each', async () => {
      const { backends } = await shop()
      const sealed = backend('b', { auth: 'bearer', box: Buffer.from([1, 2, 3]) })
      for (const one of [sealed, backend('a', { url: 'http://old' }), backend('a')]) await backends.put(one)
      expect(await backends.list('shop')).toEqual([backend('a'), sealed])
      expect(await backends.get('shop', 'b')).toEqual(sealed)
      expect(await backends.get('other', 'b')).toBeUndefined()
      expect(await backends.remove('shop', 'a')).toBe(true)
      expect(await backends.remove('shop', 'a')).toBe(false)
      expect((await backends.list('shop')).map(({ key }) => key)).toEqual(['b'])
    })
  })
}
