import { type Address, isV4, parseAddress } from './address.js'
import type { Kind } from './kinds.js'

/** A block of addresses of one family. */
export interface Block {
  readonly isV4: boolean
  /** For each word the bits that count, and what they are. */
  readonly masks: readonly number[]
  readonly words: readonly number[]
}

export const address: Kind<Address> = {
  expected: 'an IPv4 or IPv6 address',
  read: (value) => (typeof value === 'string' ? parseAddress(value) : undefined),
}

export const block: Kind<Block> = {
  expected: 'an address or a block of addresses such as 10.0.0.0/8 or 2001:db8::/32',
  read: (value) => (typeof value === 'string' ? parseBlock(value) : undefined),
}

/** A prefix, or an address alone, which is a block of one. Bits behind the prefix count for nothing. */
function parseBlock(text: string): Block | undefined {
  const [before = '', prefix, ...rest] = text.split('/')
  const base = parseAddress(before)
  if (base === undefined || rest.length > 0) return undefined
  const isShort = !before.includes(':')
  const bits = prefix === undefined ? 128 : parsePrefix(prefix, isShort ? 32 : 128, isShort ? 96 : 0)
  if (bits === undefined) return undefined
  const masks = base.map((_, i) => maskOf(bits - 32 * i))
  const words = base.map((word, i) => (word & (masks[i] ?? 0)) >>> 0)
  // A block that begins before the mapped addresses, though it holds them, is one of IPv6.
  return { isV4: isV4(base) && bits >= 96, masks, words }
}

/** How many of the 128 bits count, of which `added` stand before those that the text counts. */
function parsePrefix(text: string, max: number, added: number): number | undefined {
  return /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= max ? Number(text) + added : undefined
}

/** The first `bits` of 32; none below 0, all above 32. */
function maskOf(bits: number): number {
  if (bits <= 0) return 0
  return bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0
}

/** An address of the other family is in no block, also where the block is all of its own. */
export function isInBlock(seen: Address, { isV4: isBlockV4, masks, words }: Block): boolean {
  if (isV4(seen) !== isBlockV4) return false
  return words.every((word, i) => ((seen[i] ?? 0) & (masks[i] ?? 0)) >>> 0 === word)
}
