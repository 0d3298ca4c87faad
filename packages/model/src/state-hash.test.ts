import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { murmur3 } from './murmur3.js'
import { emptyStateHash, entityHash, toggleHash } from './state-hash.js'

const entity = fc.tuple(fc.constantFrom('flag', 'segment', 'kill'), fc.string(), fc.jsonValue())
type Entity = [kind: string, key: string, value: unknown]
const hashOf = ([kind, key, value]: Entity) => entityHash(kind, key, JSON.parse(JSON.stringify(value)))
const stateOf = (entities: Entity[]) =>
  entities.reduce((state, one) => toggleHash(state, hashOf(one)), emptyStateHash)

describe('state hash', () => {
  it('is 16 hex digits', () => {
    fc.assert(
      fc.property(entity, (one) => {
        expect(hashOf(one)).toMatch(/^[0-9a-f]{16}$/)
        expect(toggleHash(hashOf(one), hashOf(one))).toBe(emptyStateHash)
      }),
    )
  })

  it('does not depend on the order in which entities came', () => {
    fc.assert(
      fc.property(fc.array(entity, { maxLength: 8 }), (entities) => {
        expect(stateOf(entities.toReversed())).toBe(stateOf(entities))
      }),
    )
  })

  it('goes back when an entity goes', () => {
    fc.assert(
      fc.property(fc.array(entity, { maxLength: 5 }), entity, (entities, last) => {
        expect(toggleHash(stateOf([...entities, last]), hashOf(last))).toBe(stateOf(entities))
      }),
    )
  })

  it('tells kind, key and value apart', () => {
    const hashes = [
      entityHash('flag', 'a', 1),
      entityHash('flag', 'a', 2),
      entityHash('flag', 'a', '1'),
      entityHash('flag', 'b', 1),
      entityHash('segment', 'a', 1),
      entityHash('fla', 'ga', 1),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('is what other implementations compute: two lanes of murmur3 over kind, key and canonical JSON', () => {
    expect(entityHash('flag', 'a', { b: 1, a: [true, null] })).toBe(
      entityHash('flag', 'a', { a: [true, null], b: 1 }),
    )
    // On the wire and on disk: other values here would make every client resync.
    expect(entityHash('flag', 'new-checkout', { enabled: true })).toBe('c6e64319129d58d7')
    const text = 'flag\u0000new-checkout\u0000{"enabled":true}'
    const lanes = [murmur3(text, 0x52697063), murmur3(text, 0x6f726421)]
    expect(lanes.map((lane) => lane.toString(16).padStart(8, '0')).join('')).toBe('c6e64319129d58d7')
  })
})
