import type { Kill } from '@ripcord/model'
import { limits } from '@ripcord/model/plain'
import { type Hello, protocolVersion } from '../messages.js'
import type { Turn } from './state.js'

/** What a hello may hold beside its kills, and some room. */
const mostKillBytes = limits.streamMessageBytes - 64 * 1024
const encoder = new TextEncoder()

/** What this process is, holds and has seen, as one more word of it. */
export function sayHello(turn: Turn): Hello {
  const { state, config } = turn
  const { held, position } = state
  return {
    protocol: protocolVersion,
    count: ++state.count,
    bootId: config.bootId,
    follows: state.follows,
    instance: config.instance,
    highestEpoch: state.highest,
    held: held === null || position === null ? null : { ...position, hashes: held.hashes },
    kills: killsToTell(turn),
    notServing: [...state.notServing],
  }
}

/**
 * All kills held; where that would be more than a message may hold, those first that the state lacks, each time
 * beginning with others, so that in the end the server hears of every one.
 */
function killsToTell(turn: Turn): Kill[] {
  const { held, kills, count } = turn.state
  const all = [...kills.toMap().values()]
  const lacked = rotated(
    all.filter((kill) => held?.has('kills', 'kill', kill.killId) !== true),
    count,
  )
  const told: Kill[] = []
  let bytes = 0
  for (const kill of new Set([...lacked, ...all])) {
    const size = encoder.encode(JSON.stringify(kill)).length + 1
    if (bytes + size > mostKillBytes) continue
    bytes += size
    told.push(kill)
  }
  // What it does not hear of in a hello the server takes for given up: the next word says the whole set.
  if (told.length < all.length) turn.state.words.told = null
  return told
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const from = list.length === 0 ? 0 : by % list.length
  return [...list.slice(from), ...list.slice(0, from)]
}
