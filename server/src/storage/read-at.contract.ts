import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StateView, Storage } from './storage.js'
import { commit, createShop, flagWrite } from './testing/drafts.js'

const writes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(fc.string({ maxLength: 3 })), {
  maxKeys: 3,
})
const reads = [{ kind: 'flag', environment: null }] as const

/** The laws of the past. `open` gives an empty storage. */
export function describeReadAt(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: the past`, () => {
    it('is at every revision what the state was then, by any query', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(writes, { maxLength: 10 }), async (steps) => {
          const storage = await open()
          try {
            await createShop(storage)
            const was = [namesIn(await storage.changes.read('shop', reads))]
            for (const step of steps) {
              const entities = Object.entries(step).map(([key, name]) => flagWrite(key, name))
              await storage.changes.transact({ project: 'shop', reads: [] }, () => commit({ entities }, null))
              was.push(namesIn(await storage.changes.read('shop', reads)))
            }
            for (const [i, names] of was.entries()) await expectPast(storage, i + 1, names)
          } finally {
            await storage.close()
          }
        }),
        { numRuns: 25 },
      )
    })
  })
}

type Names = [key: string, name: string | null, revision: number][]

function namesIn(view: StateView): Names {
  return view.list('flag', null).map(({ key, value, revision }) => [key, value?.name ?? null, revision])
}

async function expectPast(storage: Storage, revision: number, names: Names): Promise<void> {
  const all = await storage.changes.readAt('shop', revision, reads)
  expect(namesIn(all)).toEqual(names)
  expect(all.revision).toBe(revision)
  const some = await storage.changes.readAt('shop', revision, [{ ...reads[0], keys: ['a', 'b'] }])
  expect(namesIn(some)).toEqual(names.filter(([key]) => key < 'c'))
}
