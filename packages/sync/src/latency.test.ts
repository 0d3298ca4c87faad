import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { lastLatencyIndex, latencyEndMs, latencyIndex } from './latency.js'

it('puts a duration into the bucket that ends above it, by less than a tenth', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.11, max: 500_000, noNaN: true }), (ms) => {
      const end = latencyEndMs(latencyIndex(ms))
      expect(end / ms).toBeGreaterThan(1 - 1e-9)
      expect(end / ms).toBeLessThan(1.1 + 1e-9)
    }),
  )
})

it('has a bucket for any duration', () => {
  expect([Number.NaN, -1, 0, 0.1].map(latencyIndex)).toEqual([0, 0, 0, 0])
  expect([600_000, 10 ** 9, Number.POSITIVE_INFINITY].map(latencyIndex)).toEqual([164, 164, 164])
  expect(latencyEndMs(lastLatencyIndex)).toBeGreaterThan(600_000)
})
