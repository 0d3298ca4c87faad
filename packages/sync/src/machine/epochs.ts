import type { Epoch } from '@ripcord/model'
import type { EpochProof } from '../messages.js'
import { report } from './reporting.js'
import type { Turn } from './state.js'

/**
 * Whether a message of this epoch may be heard: not below the highest seen. A higher one becomes the highest; what the
 * one before took away may then come back.
 */
export function admit(turn: Turn, epoch: Epoch, proof: EpochProof): boolean {
  const { state } = turn
  const highest = state.highest?.epoch
  if (highest !== undefined && epoch < highest && turn.rules.refuseOlderEpochs) {
    report(
      turn,
      'warn',
      'epoch-refused',
      `a server speaks in epoch ${epoch}, and ${highest} was seen before: its word is refused until it has risen above`,
    )
    return false
  }
  if (highest === undefined || epoch > highest) {
    state.highest = { epoch, proof }
    state.kills.forgetRemoved()
    turn.epochRose = true
  }
  return true
}
