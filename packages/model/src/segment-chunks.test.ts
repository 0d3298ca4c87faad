import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunkKey, chunkOf, parseChunkKey } from './segment-chunks.js'

describe('the chunks of a segment', () => {
  it('hold an id in one of them, for each count that a segment may have', () => {
    const counts = fc.integer({ min: 0, max: 10 }).map((power) => 2 ** power)
    fc.assert(
      fc.property(fc.string(), counts, (id, chunks) => {
        const index = chunkOf(id, chunks)
        expect(index).toBeGreaterThanOrEqual(0)
        expect(index).toBeLessThan(chunks)
        // Twice as many chunks split each one: an id stays, or moves by the old count.
        expect(chunkOf(id, chunks * 2) % chunks).toBe(index)
      }),
    )
  })

  it('spread ids about evenly', () => {
    const counts = Array.from({ length: 16 }, () => 0)
    for (let i = 0; i < 16_000; i++) {
      const index = chunkOf(`user-${i}`, 16)
      counts[index] = (counts[index] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(200)
  })

  it('have keys that name segment and index', () => {
    expect(chunkKey('beta', 7)).toBe('beta/7')
    expect(parseChunkKey('beta/7')).toEqual({ segment: 'beta', index: 7 })
  })
})
