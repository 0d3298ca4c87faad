import { expect, it } from 'vitest'
import { backoffMs, retryAfterMs } from './backoff.js'

it('waits longer after each failure, up to six hours, with full jitter', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 40].map((attempts) => backoffMs(attempts, 1) / 1_000)
  expect(longest).toEqual([5, 30, 120, 600, 3_600, 21_600, 21_600, 21_600])
  expect(backoffMs(4, 0.25)).toBe(150_000)
  expect(backoffMs(4, 0)).toBe(1_000)
})

it.each([
  ['120', 120_000],
  ['0', 1_000],
  ['999999999', 21_600_000],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 50_000],
  ['soon', undefined],
  [undefined, undefined],
])('reads Retry-After %s', (header, ms) => {
  expect(retryAfterMs(header, 10_000)).toBe(ms)
})
