import type { SyncStatus, SyncView } from '../machine-types.js'
import type { Turn } from './state.js'
import { silenceMs } from './times.js'

/** Works out the status, and says so where it is another one. Answers when it may become another by time alone. */
export function tendStatus(turn: Turn): number {
  const { state } = turn
  const { contact } = state
  const freshUntil = (contact.confirmedAt ?? Number.NEGATIVE_INFINITY) + patienceOf(turn)
  if (contact.isReady && turn.now >= freshUntil) contact.isReady = false
  const before = state.view
  const status = statusOf(turn)
  state.view = {
    status,
    since: status === before.status ? before.since : turn.now,
    source: contact.source,
    position: state.position,
    hashes: state.held?.hashes ?? null,
    confirmedAt: contact.confirmedAt,
    unread: state.unread,
    because: reasonOf(turn, status),
  }
  if (isOther(before, state.view)) turn.effects.push({ type: 'status', view: state.view })
  return contact.isReady ? freshUntil : Number.POSITIVE_INFINITY
}

/** A stream is heard every five seconds; who polls seldom by choice is not silent between two polls. */
function patienceOf({ config }: Turn): number {
  return config.mode === 'polling' ? Math.max(silenceMs, 1.5 * config.pollIntervalMs) : silenceMs
}

function statusOf({ state }: Turn): SyncStatus {
  const { contact, held, unread } = state
  // Who refuses the key says nothing more: what it confirmed a moment ago is not waited out.
  const isConfirmed = contact.isReady && contact.keyRefused === null
  if (held !== null) return isConfirmed && unread === null ? 'READY' : 'STALE'
  if (contact.keyRefused !== null) return 'FATAL'
  return contact.failed === null ? 'NOT_READY' : 'ERROR'
}

function reasonOf({ state }: Turn, status: SyncStatus): string {
  const { contact, unread } = state
  switch (status) {
    case 'READY':
      return 'a server confirms the state held'
    case 'NOT_READY':
      return 'no server has answered yet'
    case 'FATAL':
      return `the server refuses the SDK key, and nothing is held: ${contact.keyRefused ?? 'check the key'}`
    case 'ERROR':
      return `nothing is held: ${contact.failed ?? 'no server has answered'}`
    case 'STALE':
      if (contact.keyRefused !== null)
        return `the server refuses the SDK key, what was held before is served: ${contact.keyRefused}`
      if (unread !== null) return `the state needs a section that this SDK can’t read: ${unread}`
      return contact.failed ?? 'no server has confirmed the state held'
  }
}

function isOther(before: SyncView, after: SyncView): boolean {
  return before.status !== after.status || before.source !== after.source || before.because !== after.because
}
