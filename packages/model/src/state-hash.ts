import { canonicalJson, type Json } from './canonical-json.js'
import { murmur3Continue, murmur3Finish, murmur3Start } from './murmur3.js'

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

/**
 * The hash of one entity as it is sent to SDKs: kind, key and canonical JSON (fields that the reader does not know
 * included), separated by U+0000, which none of them can hold.
 */
export function entityHash(kind: string, key: string, value: Json): StateHash {
  const head = `${kind}\u0000${key}\u0000`
  const body = canonicalJson(value)
  return (
    hex(murmur3Finish(murmur3Continue(high, head), body)) +
    hex(murmur3Finish(murmur3Continue(low, head), body))
  )
}

/** Adds an entity's hash to a state's, or takes it away: the same operation. */
export function toggleHash(state: StateHash, entity: StateHash): StateHash {
  return hex(half(state, 0) ^ half(entity, 0)) + hex(half(state, 8) ^ half(entity, 8))
}

function half(hash: StateHash, from: number): number {
  return Number.parseInt(hash.slice(from, from + 8), 16)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
