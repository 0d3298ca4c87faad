import type { SentEntity } from '@ripcord/model'
import { emptyStateHash, entityHash, toggleHash } from '@ripcord/model/plain'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeldState } from './held-state.js'
import { flagEntity } from './testing/fixtures.js'

function flags(...entities: SentEntity[]) {
  return [{ name: 'flags', entities }]
}

describe('a held state', () => {
  it('has the hash of the entities in it, in whatever order they came', () => {
    const one = HeldState.of(flags(flagEntity('a', 1), flagEntity('b', 2)))
    const other = HeldState.of(flags(flagEntity('b', 2), flagEntity('a', 0), flagEntity('a', 1)))
    expect(one.hashes).toEqual(other.hashes)
    expect(one.hashes.flags).toBe(toggleHash(entityHash('flag', 'a', 1), entityHash('flag', 'b', 2)))
  })

  it('changes nothing where the result would not have the hash that it should have', () => {
    const state = HeldState.of(flags(flagEntity('a', 1)))
    const before = state.hashes
    const outcome = state.apply(flags(flagEntity('a', 2)), before)
    expect(outcome.type).toBe('mismatch')
    expect(state.hashes).toEqual(before)
    expect([...state.entities()]).toEqual([flagEntity('a', 1)])
  })

  it('holds entities of a kind that it does not know, since the hash covers them', () => {
    const metric = { kind: 'metric', key: 'a', value: { x: 1 } } as unknown as SentEntity
    const state = HeldState.of(flags(metric))
    expect(state.hashes.flags).toBe(entityHash('metric', 'a', { x: 1 }))
    expect([...state.entities()]).toEqual([metric])
  })

  it('is empty again, hash and all, when everything has gone', () => {
    const writes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer()), { maxLength: 20 })
    fc.assert(
      fc.property(writes, (list) => {
        const state = HeldState.of(flags(...list.map(([key, value]) => flagEntity(key, value))))
        state.applyUnchecked(flags(...['a', 'b', 'c'].map((key) => flagEntity(key, null))))
        expect(state.hashes).toEqual({ kills: emptyStateHash, flags: emptyStateHash })
        expect([...state.entities()]).toEqual([])
      }),
    )
  })
})
