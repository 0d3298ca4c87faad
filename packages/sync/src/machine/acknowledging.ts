import type { Ack } from '../messages.js'
import type { Turn } from './state.js'
import { send } from './streaming.js'
import { lateWordMs } from './times.js'

/** Ids of one word over the stream: it must fit into a message. */
const idsPerWord = 2_000

interface News {
  isWhole: boolean
  added: string[]
  removed: string[]
  isOtherwise: boolean
}

/**
 * When the next acknowledgement is to go: at once where it is about kills, about flags that are not served as the log
 * says, or about a new epoch; a little later for a mere revision; never where there is nothing to say.
 */
export function dueAck(turn: Turn): number {
  const { highest, words, position } = turn.state
  if (highest === null) return Number.POSITIVE_INFINITY
  const { isWhole, added, removed, isOtherwise } = news(turn)
  if (isWhole && !isEpochStored(turn)) return Number.POSITIVE_INFINITY
  if (isWhole || isOtherwise || added.length > 0 || removed.length > 0) return turn.now
  if ((position?.revision ?? 0) === words.applied) return Number.POSITIVE_INFINITY
  words.lateAt ??= turn.now + lateWordMs
  return words.lateAt
}

/** Whoever acknowledges in an epoch does not fall behind it by a restart. */
export function isEpochStored({ state, rules }: Turn): boolean {
  if (state.highest === null) return false
  return state.disk.epochWrite <= state.disk.stored || !rules.storeBeforeAck
}

/** Acknowledges over the stream what it has not yet heard of. Answers when to look again. */
export function tendAcks(turn: Turn): number {
  const { streaming, words } = turn.state
  // Before the stream's first word the epoch may be another one.
  if (streaming.phase !== 'open' || !streaming.hasSpoken) return Number.POSITIVE_INFINITY
  const at = dueAck(turn)
  if (turn.now < at) return at
  for (const ack of noteTold(turn, idsPerWord)) send(turn, { type: 'ack', ...ack })
  return words.lateAt ?? Number.POSITIVE_INFINITY
}

/** Words for all that is new, counted as told. `most`: ids of one word. */
export function noteTold(turn: Turn, most: number): Ack[] {
  const { state } = turn
  const { words, position, highest } = state
  const { isWhole, added, removed } = news(turn)
  if (highest === null) return []
  words.told = { epoch: highest.epoch, generation: state.streaming.generation }
  if (isWhole) words.killIds.clear()
  for (const killId of added) words.killIds.add(killId)
  for (const killId of removed) words.killIds.delete(killId)
  words.applied = position?.revision ?? 0
  words.notServing = state.notServing
  words.lateAt = null
  const common = { epoch: highest.epoch, applied: words.applied, notServing: [...words.notServing] }
  const parts = Math.max(1, Math.ceil(Math.max(added.length, removed.length) / most))
  return Array.from({ length: parts }, (_, part) => ({
    ...common,
    count: ++state.count,
    whole: isWhole && part === 0,
    added: added.slice(part * most, (part + 1) * most),
    removed: removed.slice(part * most, (part + 1) * most),
  }))
}

/** What the server has not been told. Only kills that are on disk count as held. */
function news(turn: Turn): News {
  const { state, rules } = turn
  const { words, kills, disk } = state
  const isSameEpoch = words.told?.epoch === state.highest?.epoch || !rules.wholeAckInNewEpoch
  const isWhole = words.told === null || !isSameEpoch
  const isOtherwise = words.notServing !== state.notServing
  const { version } = kills
  const isKnown = words.nothingNewAt?.version === version && words.nothingNewAt.stored === disk.stored
  if (!isWhole && isKnown) return { isWhole, added: [], removed: [], isOtherwise }
  const stored = rules.storeBeforeAck ? disk.stored : Number.POSITIVE_INFINITY
  const tellable = [...kills.ids].filter((killId) => kills.isStored(killId, stored))
  const added = isWhole ? tellable : tellable.filter((killId) => !words.killIds.has(killId))
  const removed = isWhole ? [] : [...words.killIds].filter((killId) => !kills.has(killId))
  const isNew = isWhole || added.length > 0 || removed.length > 0
  words.nothingNewAt = isNew ? null : { version, stored: disk.stored }
  return { isWhole, added, removed, isOtherwise }
}
