/**
 * murmur3_x86_32 over UTF-8, in two halves: the state after a prefix can be kept and continued, so that a split
 * whose seed is fixed hashes only the bucketing value. Published vectors: the SMHasher suite.
 *
 * A prefix ends where it ends: its last, incomplete block of 0 to 3 bytes is carried along in the state.
 */
export interface Murmur3State {
  readonly hash: number
  /** The bytes of the incomplete block, little-endian. */
  readonly tail: number
  /** How many bytes `tail` holds: 0 to 3. */
  readonly tailLength: number
  /** Bytes hashed so far, `tail` included. */
  readonly length: number
}

const c1 = 0xcc9e2d51
const c2 = 0x1b873593

export function murmur3Start(seed: number): Murmur3State {
  return { hash: seed | 0, tail: 0, tailLength: 0, length: 0 }
}

// The one loop: bytes of `text` are pushed into the block, a full block is mixed. The state lives in module
// variables because returning four numbers would allocate on a path that is run for each split.
let hash = 0
let tail = 0
let tailLength = 0
let length = 0

function pushByte(byte: number): void {
  tail |= byte << (tailLength << 3)
  length += 1
  tailLength += 1
  if (tailLength === 4) {
    mixBlock(tail)
    tail = 0
    tailLength = 0
  }
}

function mixBlock(block: number): void {
  let k = Math.imul(block, c1)
  k = (k << 15) | (k >>> 17)
  k = Math.imul(k, c2)
  hash ^= k
  hash = (hash << 13) | (hash >>> 19)
  hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
}

function pushText(text: string): void {
  const end = text.length
  let i = 0
  // Four ASCII characters that meet an empty block are one block.
  if (tailLength === 0) {
    for (; i + 4 <= end; i += 4) {
      const a = text.charCodeAt(i)
      const b = text.charCodeAt(i + 1)
      const c = text.charCodeAt(i + 2)
      const d = text.charCodeAt(i + 3)
      if ((a | b | c | d) > 0x7f) break
      mixBlock(a | (b << 8) | (c << 16) | (d << 24))
      length += 4
    }
  }
  for (; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) pushByte(unit)
    else i += pushWide(text, i, unit)
  }
}

/** Pushes a character beyond ASCII; returns how many further units of `text` it took. A lone surrogate is U+FFFD, as in TextEncoder. */
function pushWide(text: string, i: number, unit: number): number {
  if (unit < 0x800) {
    pushByte(0xc0 | (unit >> 6))
    pushByte(0x80 | (unit & 0x3f))
    return 0
  }
  if (unit >= 0xd800 && unit <= 0xdbff) {
    const low = i + 1 < text.length ? text.charCodeAt(i + 1) : 0
    if (low >= 0xdc00 && low <= 0xdfff) {
      const point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
      pushByte(0xf0 | (point >> 18))
      pushByte(0x80 | ((point >> 12) & 0x3f))
      pushByte(0x80 | ((point >> 6) & 0x3f))
      pushByte(0x80 | (point & 0x3f))
      return 1
    }
  }
  const point = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit
  pushByte(0xe0 | (point >> 12))
  pushByte(0x80 | ((point >> 6) & 0x3f))
  pushByte(0x80 | (point & 0x3f))
  return 0
}

function load(state: Murmur3State): void {
  hash = state.hash
  tail = state.tail
  tailLength = state.tailLength
  length = state.length
}

/** The state after `text` has been appended to what `state` has seen. */
export function murmur3Continue(state: Murmur3State, text: string): Murmur3State {
  load(state)
  pushText(text)
  return { hash, tail, tailLength, length }
}

/** The hash, as an unsigned 32-bit integer, of what `state` has seen followed by `text`. */
export function murmur3Finish(state: Murmur3State, text: string): number {
  load(state)
  pushText(text)
  if (tailLength > 0) {
    let k = Math.imul(tail, c1)
    k = (k << 15) | (k >>> 17)
    hash ^= Math.imul(k, c2)
  }
  hash ^= length
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  hash ^= hash >>> 16
  return hash >>> 0
}

/** murmur3_x86_32 of the UTF-8 of `text`, as an unsigned 32-bit integer. */
export function murmur3(text: string, seed = 0): number {
  return murmur3Finish(murmur3Start(seed), text)
}
