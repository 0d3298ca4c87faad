import { murmur3 } from './murmur3.mjs'

const c1 = 0xcc9e2d51
const c2 = 0x1b873593
const added = 0xe6546b64

/**
 * Text that begins with `prefix`, which is ASCII, and hashes to exactly `wanted`. Each step of murmur3 can be gone backwards, so that for
 * any beginning there is one last block of four bytes that leads there; beginnings are tried until it is readable.
 */
export function textWithHash(prefix, wanted) {
  for (let i = 0; ; i++) {
    const beginning = prefix + String(i).padStart(8 - (prefix.length % 4), '0')
    const block = lastBlock(stateAfter(beginning), wanted, beginning.length + 4)
    const suffix = String.fromCharCode(...[0, 8, 16, 24].map((shift) => (block >>> shift) & 0xff))
    if (!/^[a-z0-9-]{4}$/.test(suffix)) continue
    const text = beginning + suffix
    if (murmur3(text) !== wanted) throw new Error(`${text} hashes to ${murmur3(text)}, not to ${wanted}`)
    return text
  }
}

/** The hash within murmur3 after whole blocks of ASCII, before it is finished. */
function stateAfter(text) {
  let h = 0
  for (let i = 0; i < text.length; i += 4) {
    let block = 0
    for (let j = 3; j >= 0; j--) block = (block << 8) | text.charCodeAt(i + j)
    h ^= Math.imul(rotate(Math.imul(block, c1), 15), c2)
    h = (Math.imul(rotate(h, 13), 5) + added) | 0
  }
  return h
}

/** The block that takes `state` to the hash `wanted` of a text of `length` bytes. */
function lastBlock(state, wanted, length) {
  let h = unshift(wanted, 16)
  h = unshift(Math.imul(h, inverse(0xc2b2ae35)), 13)
  h = unshift(Math.imul(h, inverse(0x85ebca6b)), 16)
  h ^= length
  const scrambled = rotate(Math.imul(h - added, inverse(5)), 32 - 13) ^ state
  return Math.imul(rotate(Math.imul(scrambled, inverse(c2)), 32 - 15), inverse(c1))
}

function rotate(word, by) {
  return (word << by) | (word >>> (32 - by))
}

/** Undoes `h ^= h >>> by`, where `by` is at least 11: three rounds bring back every bit. */
function unshift(h, by) {
  let found = h
  for (let i = 0; i < 3; i++) found = h ^ (found >>> by)
  return found
}

/** What an odd number is multiplied with to give 1, modulo 2^32: each round doubles the bits that are right. */
function inverse(odd) {
  let found = odd
  for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(odd, found))
  return found
}
