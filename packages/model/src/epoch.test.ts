import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEpoch, noEpoch, ulid, ulidMilliseconds } from './epoch.js'

const random = fc.uint8Array({ minLength: 10, maxLength: 10 })
const milliseconds = fc.integer({ min: 0, max: 2 ** 48 - 1 })

describe('an epoch', () => {
  it('is the ULID of its millisecond and random bytes', () => {
    expect(ulid(1_469_918_176_385, new Uint8Array(10))).toBe('01ARYZ6S410000000000000000')
    expect(ulid(0, new Uint8Array(10).fill(255))).toBe('0000000000ZZZZZZZZZZZZZZZZ')
  })

  it('says the millisecond that it was minted for', () => {
    fc.assert(
      fc.property(milliseconds, random, (at, bytes) => {
        const epoch = ulid(at, bytes)
        expect(isEpoch(epoch)).toBe(true)
        expect(ulidMilliseconds(epoch)).toBe(at)
        expect(epoch > noEpoch).toBe(true)
      }),
    )
  })

  it('is above every epoch of an earlier millisecond, whatever is random', () => {
    fc.assert(
      fc.property(milliseconds, milliseconds, random, random, (a, b, bytesA, bytesB) => {
        fc.pre(a !== b)
        expect(ulid(a, bytesA) < ulid(b, bytesB)).toBe(a < b)
      }),
    )
  })

  it.each([
    '',
    'x',
    '01ARYZ6S41000000000000000',
    '81ARYZ6S410000000000000000',
    '01ARYZ6S41000000000000000I',
    7,
    null,
  ])('is not %j', (text) => {
    expect(isEpoch(text)).toBe(false)
  })
})
