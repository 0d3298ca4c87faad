import { canonicalJson, type Json } from './canonical-json.js'
import { murmur3Finish, murmur3Start } from './murmur3.js'

/**
 * A 64-bit hash as 16 lower-case hex digits. The hash of a state is the XOR of the hashes of its entities, so that
 * both ends of the stream keep it up as entities come and go, in any order.
 */
export type StateHash = string

/** The hash of a state that holds nothing. */
export const emptyStateHash: StateHash = '0000000000000000'

// Two murmur3 lanes that start apart. The hash guards against lost and mixed-up changes, not against an author of
// collisions: whoever can write entities can write any state without one.
const high = murmur3Start(0x52697063)
const low = murmur3Start(0x6f726421)

/** A hash as its two halves, for those who add up many: text costs as much as the hashing. */
export interface HashWords {
  high: number
  low: number
}

/**
 * The hash of one entity as it is sent to SDKs: kind, key and canonical JSON (fields that the reader does not know
 * included), separated by U+0000, which none of them can hold.
 */
export function entityHash(kind: string, key: string, value: Json): StateHash {
  return hashOfWords(entityHashWords(kind, key, value))
}

export function entityHashWords(kind: string, key: string, value: Json): HashWords {
  const text = `${kind}\u0000${key}\u0000${canonicalJson(value)}`
  return { high: murmur3Finish(high, text) | 0, low: murmur3Finish(low, text) | 0 }
}

/** Adds an entity's hash to a state's, or takes it away: the same operation. */
export function toggleHash(state: StateHash, entity: StateHash): StateHash {
  const sum = wordsOfHash(state)
  toggleHashWords(sum, wordsOfHash(entity))
  return hashOfWords(sum)
}

/** As toggleHash, in place. */
export function toggleHashWords(state: HashWords, entity: HashWords): void {
  state.high ^= entity.high
  state.low ^= entity.low
}

export function wordsOfHash(hash: StateHash): HashWords {
  return { high: Number.parseInt(hash.slice(0, 8), 16) | 0, low: Number.parseInt(hash.slice(8), 16) | 0 }
}

export function hashOfWords(words: HashWords): StateHash {
  return hex(words.high) + hex(words.low)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
