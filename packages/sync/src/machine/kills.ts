import type { Kill, SentEntity } from '@ripcord/model'
import { isDrill } from '@ripcord/model/plain'
import type { DropMessage, KillMessage } from '../messages.js'
import { parseKill } from '../parse/kill.js'
import { report } from './reporting.js'
import type { Turn } from './state.js'
import { silenceMs } from './times.js'

export function addKill(turn: Turn, kill: Kill): void {
  const { kills, disk } = turn.state
  if (!turn.rules.rememberRemoved) kills.forgetRemoved()
  if (kills.add(kill, turn.now, disk.lastWrite + 1)) turn.killsChanged = true
}

/** What the state says of a kill goes above what was heard before: an adopted one has a new record. */
export function addKillOfState(turn: Turn, entity: SentEntity): void {
  const parsed = parseKill(entity.value)
  if ('problem' in parsed) {
    report(turn, 'error', 'kill-unreadable', `a kill can’t be read and is not served: ${parsed.problem}`)
    return
  }
  if (turn.state.kills.renew(parsed.ok)) turn.killsChanged = true
  addKill(turn, parsed.ok)
}

export function removeKill(turn: Turn, killId: string): void {
  if (turn.state.kills.remove(killId)) turn.killsChanged = true
}

/** Heard ahead of the changes that carry it; one that the applied state already knows of is old. */
export function hearKill(turn: Turn, message: KillMessage): void {
  const { position } = turn.state
  const isOld = position?.epoch === message.epoch && message.revision <= position.revision
  if (isOld && turn.rules.ignoreOldKills) return
  addKill(turn, message.kill)
}

export function hearDrop(turn: Turn, message: DropMessage): void {
  for (const killId of message.killIds) removeKill(turn, killId)
}

/** The head has confirmed the state: each kill in it holds, but drills, which may have ended here already. */
export function takeKillsOfState(turn: Turn): void {
  const { held, kills } = turn.state
  if (held === null || !turn.rules.takeKillsAtMatch) return
  for (const entity of held.ofKind('kills', 'kill')) {
    if (kills.has(entity.key)) continue
    const parsed = parseKill(entity.value)
    if ('problem' in parsed || (isDrill(parsed.ok) && turn.rules.takeNoDrillAtMatch)) continue
    addKill(turn, parsed.ok)
  }
}

/** Whether the set holds a kill that the state lacks. */
export function holdsOrphans(turn: Turn): boolean {
  const { held, kills } = turn.state
  for (const killId of kills.ids) if (held?.has('kills', 'kill', killId) !== true) return true
  return false
}

/**
 * Ends drills that have lasted long enough, where no server can say so: without stream and poll for 15 s. Answers when
 * the next one may have to end.
 */
export function endDrills(turn: Turn): number {
  const { contact, kills } = turn.state
  if (!turn.rules.endDrillsAlone) return Number.POSITIVE_INFINITY
  const alone = contact.heardAt + silenceMs
  let next = Number.POSITIVE_INFINITY
  for (const { killId, at } of kills.drillEnds()) {
    const end = Math.max(at, alone)
    if (turn.now >= end) removeKill(turn, killId)
    else next = Math.min(next, end)
  }
  return next
}
