import { limits } from '@ripcord/model/plain'
import { type Hello, protocolVersion } from '../messages.js'
import type { Turn } from './state.js'

/** Bytes of kills: the rest is for what else a hello holds. */
const mostKillBytes = limits.streamMessageBytes - 64 * 1024
/** Bytes of the ids of kills whose records find no room: many such kills take turns. */
const mostIdBytes = 8 * 1024
/** Bytes of a whole hello: some room is left for what the transport adds. */
const mostHelloBytes = limits.streamMessageBytes - 4 * 1024
/** Bytes of the flags that are not served: they go with a hello and with acknowledgements, beside their ids. */
const mostFlagBytes = 64 * 1024
const encoder = new TextEncoder()

/** What this process is, holds and has seen, as one more word of it. */
export function sayHello(turn: Turn): Hello {
  const { state, config } = turn
  const { held, position } = state
  const rest: Hello = {
    protocol: protocolVersion,
    count: ++state.count,
    bootId: config.bootId,
    follows: state.follows,
    instance: config.instance,
    highestEpoch: state.highest,
    held: held === null || position === null ? null : { ...position, hashes: held.hashes },
    kills: [],
    notServing: [...state.notServing],
  }
  return {
    ...rest,
    ...killsToTell(turn, Math.min(mostKillBytes, mostHelloBytes - mostIdBytes - bytesOf(rest))),
  }
}

/**
 * As many of the flags that are not served as a message can hold beside all else: a server would cut the stream for a
 * message that is too large, and then no kill would come at all.
 */
export function flagsToTell(flags: readonly string[]): readonly string[] {
  let bytes = 0
  const end = flags.findIndex((flag) => {
    bytes += bytesOf(flag)
    return bytes > mostFlagBytes
  })
  return end === -1 ? [...flags] : flags.slice(0, end)
}

/** As a part of a message. */
function bytesOf(part: unknown): number {
  return encoder.encode(JSON.stringify(part)).length + 1
}

/**
 * All kills held; where that would be more than a message may hold, those first that the state lacks, each time
 * beginning with others, so that in the end the server hears of every one. Of those that find no room it hears the id:
 * that is enough to be told that one is over, and a record may be larger than any message.
 */
function killsToTell(turn: Turn, mostBytes: number): Pick<Hello, 'kills' | 'killsById'> {
  const { held, kills, count } = turn.state
  const all = [...kills.toMap().values()]
  const lacked = rotated(
    all.filter((kill) => held?.has('kills', 'kill', kill.killId) !== true),
    count,
  )
  const told = new Set(fitting(new Set([...lacked, ...all]), mostBytes))
  if (told.size === all.length) return { kills: [...told] }
  // What it does not hear of in a hello the server takes for given up: the next word says the whole set.
  turn.state.words.told = null
  const untold = lacked.filter((kill) => !told.has(kill)).map(({ killId }) => killId)
  const byId = fitting(untold, mostIdBytes)
  return { kills: [...told], ...(byId.length > 0 && { killsById: byId }) }
}

/** Those that find room together, the first ones first. */
function fitting<T>(parts: Iterable<T>, mostBytes: number): T[] {
  const chosen: T[] = []
  let bytes = 0
  for (const part of parts) {
    const size = bytesOf(part)
    if (bytes + size > mostBytes) continue
    bytes += size
    chosen.push(part)
  }
  return chosen
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const from = list.length === 0 ? 0 : by % list.length
  return [...list.slice(from), ...list.slice(0, from)]
}
