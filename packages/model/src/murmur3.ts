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

/** The state after `text` has been appended to what `state` has seen. */
export function murmur3Continue(state: Murmur3State, text: string): Murmur3State {
  load(state)
  pushText(text)
  return { hash, tail, tailLength, length }
}

/** The hash, as an unsigned 32-bit integer, of what `state` has seen followed by `text`. */
export function murmur3Finish(state: Murmur3State, text: string): number {
  // Unsigned only here, where it is compared: a call that answers a number above 2^31 allocates it.
  return finish(state, text) >>> 0
}

/**
 * ASCII to the end, as pushAscii does it. `mix` is written out: inside an evaluation V8 has no room left for it, and
 * the call would be half of the time.
 */
function finish(state: Murmur3State, text: string): number {
  const end = text.length
  const whole = end - 3
  const shift = state.tailLength << 3
  let h = state.hash
  let rest = state.tail
  let i = 0
  for (; i < whole; i += 4) {
    const a = text.charCodeAt(i)
    const b = text.charCodeAt(i + 1)
    const c = text.charCodeAt(i + 2)
    const d = text.charCodeAt(i + 3)
    if ((a | b | c | d) > 0x7f) return finishWide(state, text)
    const word = a | (b << 8) | (c << 16) | (d << 24)
    const k = Math.imul(rest | (word << shift), c1)
    h ^= Math.imul((k << 15) | (k >>> 17), c2)
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
    rest = (word >>> 1) >>> (31 - shift)
  }
  let held = state.tailLength
  for (; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) return finishWide(state, text)
    rest |= unit << (held << 3)
    held += 1
    if (held === 4) {
      h = mix(h, rest)
      rest = 0
      held = 0
    }
  }
  return finalize(held > 0 ? h ^ scramble(rest) : h, state.length + end)
}

function finishWide(state: Murmur3State, text: string): number {
  load(state)
  pushText(text)
  return finalize(tailLength > 0 ? hash ^ scramble(tail) : hash, length)
}

function finalize(mixed: number, bytes: number): number {
  let h = mixed ^ bytes
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

// The state that is worked on. It lives in module variables because returning four numbers would allocate on a path
// that is run for each split.
let hash = 0
let tail = 0
let tailLength = 0
let length = 0

function load(state: Murmur3State): void {
  hash = state.hash
  tail = state.tail
  tailLength = state.tailLength
  length = state.length
}

function scramble(block: number): number {
  const k = Math.imul(block, c1)
  return Math.imul((k << 15) | (k >>> 17), c2)
}

function mix(h: number, block: number): number {
  const mixed = h ^ scramble(block)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

function pushText(text: string): void {
  const end = text.length
  for (let i = pushAscii(text); i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) pushByte(unit)
    else i += pushWide(text, i, unit)
  }
}

/**
 * Pushes ASCII four characters at a time, wherever the block before ends: they fill it up, and what is left over
 * begins the next. Returns how many characters it took. Works on locals, which is twice as fast.
 */
function pushAscii(text: string): number {
  const end = text.length - 3
  const shift = tailLength << 3
  let h = hash
  let rest = tail
  let i = 0
  for (; i < end; i += 4) {
    const a = text.charCodeAt(i)
    const b = text.charCodeAt(i + 1)
    const c = text.charCodeAt(i + 2)
    const d = text.charCodeAt(i + 3)
    if ((a | b | c | d) > 0x7f) break
    const word = a | (b << 8) | (c << 16) | (d << 24)
    h = mix(h, rest | (word << shift))
    // In two steps, because a shift by 32 is one by 0.
    rest = (word >>> 1) >>> (31 - shift)
  }
  hash = h
  tail = rest
  length += i
  return i
}

function pushByte(byte: number): void {
  tail |= byte << (tailLength << 3)
  length += 1
  tailLength += 1
  if (tailLength === 4) {
    hash = mix(hash, tail)
    tail = 0
    tailLength = 0
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

/** murmur3_x86_32 of the UTF-8 of `text`, as an unsigned 32-bit integer. */
export function murmur3(text: string, seed = 0): number {
  return murmur3Finish(murmur3Start(seed), text)
}
