import type { SyncEffect } from '../machine-types.js'
import { tendAcks } from './acknowledging.js'
import { endDrills } from './kills.js'
import { tendRequests } from './requesting.js'
import type { Turn } from './state.js'
import { tendStatus } from './status.js'
import { tendStream } from './streaming.js'

/** A time that has passed is asked for no earlier than this: whatever is wrong, no loop is tight. */
const leastWaitMs = 10

/** Does what the time has come for, and gives out all that the turn has led to: what is served changes first. */
export function settle(turn: Turn): SyncEffect[] {
  const times = [endDrills(turn)]
  storeKills(turn)
  times.push(tendStream(turn), tendAcks(turn), tendRequests(turn), tendStatus(turn))
  wakeAt(turn, Math.min(...times))
  return [...changesOf(turn), ...turn.effects]
}

/** Before acknowledgements are looked at: they wait for this write. */
function storeKills(turn: Turn): void {
  const { disk } = turn.state
  if (!turn.killsChanged && !turn.epochRose) return
  disk.lastWrite++
  if (turn.epochRose) disk.epochWrite = disk.lastWrite
}

function changesOf(turn: Turn): SyncEffect[] {
  const { state } = turn
  const effects: SyncEffect[] = []
  const isServedOtherwise = turn.update !== null || turn.killsChanged
  const isStored = turn.killsChanged || turn.epochRose
  const kills = state.kills.toMap()
  if (isServedOtherwise)
    effects.push({ type: 'apply', update: { state: turn.update ?? { type: 'none' }, kills } })
  if (isStored)
    effects.push({
      type: 'storeKills',
      write: state.disk.lastWrite,
      kills: [...kills.values()],
      highestEpoch: state.highest,
    })
  if (turn.stateMoved) effects.push({ type: 'storeSnapshot' })
  return effects
}

function wakeAt(turn: Turn, next: number): void {
  const { state } = turn
  if (!Number.isFinite(next)) return
  const at = next > turn.now ? next : turn.now + leastWaitMs
  // One that is earlier than need be does no harm, and spares a timer per message.
  if (state.wakeAt !== null && state.wakeAt > turn.now && state.wakeAt <= at) return
  state.wakeAt = at
  turn.effects.push({ type: 'wakeAt', at })
}
