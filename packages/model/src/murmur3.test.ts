import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { murmur3, murmur3Continue, murmur3Finish, murmur3Start } from './murmur3.js'

// Published vectors of MurmurHash3_x86_32: https://en.wikipedia.org/wiki/MurmurHash (test data) and
// https://stackoverflow.com/a/31929528
const published: [text: string, seed: number, hash: number][] = [
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['test', 0, 0xba6bd213],
  ['test', 0x9747b28c, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ['a', 0x9747b28c, 0x7fa09ea6],
  ['aa', 0x9747b28c, 0x5d211726],
  ['aaa', 0x9747b28c, 0x283e0130],
  ['aaaa', 0x9747b28c, 0x5a97808a],
  ['abc', 0x9747b28c, 0xc84a62dd],
  ['abcd', 0x9747b28c, 0xf0478627],
  ['ππππππππ', 0x9747b28c, 0xd58063c1],
  ['\0\0\0\0', 0, 0x2362f9de],
  ['\0', 0, 0x514e28b7],
]

/** The definition, byte by byte over what TextEncoder gives. */
function reference(text: string, seed: number): number {
  const bytes = [...new TextEncoder().encode(text)]
  let h = seed
  for (let i = 0; i < bytes.length; i += 4) {
    const block = bytes.slice(i, i + 4)
    let k = block.reduce((sum, byte, at) => sum | (byte << (8 * at)), 0)
    k = Math.imul(k, 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    h ^= k
    if (block.length === 4) h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  h ^= bytes.length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Any text, with characters of all widths and halves of surrogate pairs. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
)

describe('murmur3', () => {
  it.each(published)('hashes %j with seed %i as published', (text, seed, hash) => {
    expect(murmur3(text, seed)).toBe(hash)
  })

  it('hashes the UTF-8 of any text, as TextEncoder writes it', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 0xffffffff }), (text, seed) => {
        expect(murmur3(text, seed)).toBe(reference(text, seed))
      }),
    )
  })

  it('goes on from a prefix, wherever its last block ends', () => {
    // Two texts that are cut within a surrogate pair are two characters, so that they are hashed apart.
    const whole = fc.string({ unit: 'grapheme-composite' })
    fc.assert(
      fc.property(whole, whole, whole, (a, b, c) => {
        const state = murmur3Continue(murmur3Continue(murmur3Start(0), a), b)
        expect(murmur3Finish(state, c)).toBe(reference(a + b + c, 0))
      }),
    )
  })

  it('leaves a prefix as it was', () => {
    const state = murmur3Continue(murmur3Start(7), 'checkout')
    const first = murmur3Finish(state, 'user-1')
    murmur3Finish(state, 'user-2')
    expect(murmur3Finish(state, 'user-1')).toBe(first)
  })
})
