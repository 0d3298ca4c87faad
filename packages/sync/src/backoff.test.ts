import { describe, expect, it } from 'vitest'
import { Backoff } from './backoff.js'

function longestPauses(count: number): number[] {
  const backoff = new Backoff(() => 1)
  return Array.from({ length: count }, () => backoff.failed({}))
}

describe('backing off', () => {
  it('doubles its bound from one second to a minute', () => {
    expect(longestPauses(9)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })

  it('waits anything from nothing to the bound', () => {
    let random = 0
    const backoff = new Backoff(() => random)
    expect(backoff.failed({})).toBe(0)
    random = 0.5
    expect(backoff.failed({})).toBe(1_000)
  })

  it('waits at least as long as the server asks', () => {
    const backoff = new Backoff(() => 0.5)
    expect(backoff.failed({ retryAfterMs: 7_000 })).toBe(7_500)
    expect(backoff.failed({ retryAfterMs: Number.NaN })).toBe(1_000)
    expect(backoff.failed({ retryAfterMs: -5 })).toBe(2_000)
  })

  it('begins anew only after a minute that was good', () => {
    const backoff = new Backoff(() => 1)
    backoff.failed({})
    backoff.endedAfter(59_999)
    expect(backoff.failed({})).toBe(2_000)
    backoff.endedAfter(60_000)
    expect(backoff.failed({})).toBe(1_000)
  })

  it('waits minutes where the key is refused', () => {
    for (const random of [0, 0.5, 0.99]) {
      const pause = new Backoff(() => random).refused({ status: 401 })
      expect(pause).toBeGreaterThanOrEqual(120_000)
      expect(pause).toBeLessThan(300_000)
    }
  })
})
