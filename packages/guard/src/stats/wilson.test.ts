import { describe, expect, it } from 'vitest'
import { wilsonUpper, Z_99 } from './wilson.js'

describe('the upper bound of a rate', () => {
  it('is 1 where nothing was tried', () => {
    expect(wilsonUpper(0, 0, Z_99)).toBe(1)
  })

  it('lies above the rate and comes closer with more trials', () => {
    const few = wilsonUpper(1, 100, Z_99)
    const many = wilsonUpper(100, 10_000, Z_99)
    expect(few).toBeGreaterThan(many)
    expect(many).toBeGreaterThan(0.01)
    expect(many).toBeLessThan(0.013)
  })

  it('is z² / (n + z²) where nothing happened', () => {
    expect(wilsonUpper(0, 1000, Z_99)).toBeCloseTo(Z_99 ** 2 / (1000 + Z_99 ** 2), 12)
  })
})
