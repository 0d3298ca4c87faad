import type { Epoch } from '@ripcord/model'
import type { DropMessage, ResyncMessage, ServerMessage } from '@ripcord/sync'
import type { CatchUp } from './catch-up.js'
import type { EnvironmentFeed } from './environment-feed.js'

export function dropMessage(
  feed: EnvironmentFeed,
  epoch: Epoch,
  killIds: readonly string[],
): DropMessage | null {
  return killIds.length === 0
    ? null
    : { type: 'drop', epoch, proof: feed.proof(epoch), killIds: [...killIds] }
}

export function resyncMessage(
  feed: EnvironmentFeed,
  epoch: Epoch,
  because: string,
  mismatch: boolean,
): ResyncMessage {
  return { type: 'resync', epoch, proof: feed.proof(epoch), because, mismatch }
}

/** Of a herd most come from the same place: each message is one object, so that it is encoded once for all of them. */
const known = new WeakMap<CatchUp, readonly ServerMessage[]>()

/**
 * What a hello over the stream is answered with, in this order: drop, changes or resync, bookmark. `next` is of this
 * epoch and this head.
 */
export function answerMessages(
  feed: EnvironmentFeed,
  epoch: Epoch,
  killIds: readonly string[],
  next: CatchUp,
): readonly ServerMessage[] {
  const drop = dropMessage(feed, epoch, killIds)
  const rest = known.get(next) ?? [...nextMessages(feed, epoch, next), feed.bookmark(epoch)]
  known.set(next, rest)
  return drop === null ? rest : [drop, ...rest]
}

function nextMessages(feed: EnvironmentFeed, epoch: Epoch, next: CatchUp): ServerMessage[] {
  switch (next.type) {
    case 'atHead':
      return []
    case 'changes':
      return [next.message]
    case 'resync':
      return [resyncMessage(feed, epoch, next.because, next.mismatch)]
  }
}
