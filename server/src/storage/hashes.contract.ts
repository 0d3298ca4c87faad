import { type SectionHashes, type SentEntity, sectionOf } from '@ripcord/model'
import { emptyStateHash, entityHash, toggleHash } from '@ripcord/model/plain'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Storage } from './storage.js'
import { commit, createShop } from './testing/drafts.js'

const sentEntities: fc.Arbitrary<SentEntity[]> = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom('flag' as const, 'segment' as const, 'kill' as const),
    key: fc.constantFrom('a', 'b', 'c'),
    value: fc.constantFrom<SentEntity['value']>(null, 1, { on: true }, { on: true, 'é\u2028': ['"', {}] }),
  }),
  { selector: ({ kind, key }) => `${kind}/${key}`, maxLength: 4 },
)
const changes = fc.array(fc.record({ production: sentEntities, staging: sentEntities }), { maxLength: 12 })

/** The laws of sent state. `open` gives an empty storage. */
export function describeHashes(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: sent state`, () => {
    it('has the hash, and the log the steps, that recomputing from scratch gives', async () => {
      await fc.assert(
        fc.asyncProperty(changes, async (steps) => {
          const storage = await open()
          try {
            await createShop(storage)
            for (const step of steps) await send(storage, step)
            for (const id of ['env-production', 'env-staging']) await expectWhole(storage, id)
          } finally {
            await storage.close()
          }
        }),
        { numRuns: 25 },
      )
    })
  })
}

async function send(storage: Storage, step: { production: SentEntity[]; staging: SentEntity[] }) {
  const sent = Object.entries(step).map(([environment, entities]) => ({ environment, entities }))
  await storage.changes.transact({ project: 'shop', reads: [] }, () => commit({ sent }, null))
}

async function expectWhole(storage: Storage, environmentId: string) {
  const { head, entities } = await storage.changes.sentState(environmentId)
  expect(head.hashes).toEqual(hashesOf(entities))
  expect(await storage.changes.environmentHead(environmentId)).toEqual(head)

  const replayed = new Map<string, SentEntity>()
  let at = 0
  for (const row of await storage.changes.sentAfter(environmentId, 0, 100)) {
    expect(row.from).toBe(at)
    expect(row.entities.length).toBeGreaterThan(0)
    at = row.revision
    for (const entity of row.entities) {
      const place = `${entity.kind}/${entity.key}`
      if (entity.value === null) expect(replayed.delete(place)).toBe(true)
      else replayed.set(place, entity)
    }
    expect(row.hashes).toEqual(hashesOf(replayed.values()))
    expect(await storage.changes.hashesAt(environmentId, row.revision)).toEqual(row.hashes)
  }
  expect(at).toBe(head.revision)
  expect(new Set(replayed.values())).toEqual(new Set(entities))
}

function hashesOf(entities: Iterable<SentEntity>): SectionHashes {
  const hashes = { kills: emptyStateHash, flags: emptyStateHash }
  for (const { kind, key, value } of entities)
    hashes[sectionOf[kind]] = toggleHash(hashes[sectionOf[kind]], entityHash(kind, key, value))
  return hashes
}
