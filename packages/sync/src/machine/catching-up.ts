import { sections } from '@ripcord/model/plain'
import { HeldState, sameHashes } from '../held-state.js'
import { KillSet } from '../kill-set.js'
import type { BookmarkMessage, ChangesMessage, ResyncMessage, SectionChanges, Snapshot } from '../messages.js'
import { addKillOfState, holdsOrphans, removeKill, takeKillsOfState } from './kills.js'
import { report } from './reporting.js'
import type { Contact, Turn } from './state.js'
import { divergedFromMs, divergedToMs } from './times.js'

type Channel = Exclude<Contact['source'], 'none' | 'disk'>

/** Says hello again over the stream, as soon as that may be. */
export function helloAgain(turn: Turn): void {
  turn.state.streaming.helloAt ??= turn.now
}

/** Fetches the snapshot, at once the first time, then with growing pauses until the state has been confirmed. */
export function wantSnapshot(turn: Turn, how: 'conditional' | 'unconditional'): void {
  const { catchUp } = turn.state
  if (catchUp.wanted !== 'unconditional') catchUp.wanted = how
}

/** Whether a snapshot is on its way or asked for: till it is there, nothing else tells us anything new. */
export function isCatchingUp(turn: Turn): boolean {
  const { catchUp, requesting, streaming } = turn.state
  const { inFlight } = requesting
  const isUnderWay = inFlight?.type === 'get' && inFlight.generation === streaming.generation
  return catchUp.wanted !== 'nothing' || isUnderWay
}

/**
 * State and hash do not agree. Once, the snapshot heals it; when it happens again before the state was confirmed, the
 * two sides read something differently, and asking the server over and over would help nobody.
 */
export function noteMismatch(turn: Turn, seen: string): void {
  const { catchUp, contact } = turn.state
  contact.isReady = false
  catchUp.mismatches++
  if (catchUp.mismatches > 1) {
    const pause = Math.min(divergedToMs, divergedFromMs * 2 ** Math.min(catchUp.mismatches - 2, 10))
    catchUp.notBefore = turn.now + pause
    contact.failed = 'what is held does not have the hash that the server says it should have'
    report(
      turn,
      'error',
      'diverged',
      `${seen}, after a fresh snapshot too: the next try is in ${pause / 1000} s`,
    )
  }
  wantSnapshot(turn, 'unconditional')
}

export function hearResync(turn: Turn, message: ResyncMessage): void {
  turn.state.contact.isReady = false
  turn.state.streaming.ahead = null
  if (message.mismatch && !isCatchingUp(turn)) noteMismatch(turn, message.because)
  else wantSnapshot(turn, message.mismatch ? 'unconditional' : 'conditional')
}

/** Applied as one, where they continue what is held and lead to the hash that they name. */
export function hearChanges(turn: Turn, message: ChangesMessage): void {
  const { held, position, catchUp } = turn.state
  if (held === null || position === null) {
    if (!isCatchingUp(turn)) helloAgain(turn)
    return
  }
  // Catching up and the queue may bring the same change twice.
  if (position.epoch === message.epoch && message.to <= position.revision) return
  if (message.from !== position.revision && turn.rules.goOnFromApplied) {
    if (!isCatchingUp(turn)) helloAgain(turn)
    return
  }
  if (!turn.rules.checkHashes) held.applyUnchecked(message.sections)
  else if (held.apply(message.sections, message.hashes).type === 'mismatch') {
    if (isCatchingUp(turn)) return
    // In another epoch the same revision may be another state: the server finds out by the hash in the hello.
    catchUp.misfits++
    if (catchUp.misfits === 1) helloAgain(turn)
    else noteMismatch(turn, `the change to revision ${message.to} does not lead to the hash that it names`)
    return
  }
  commitChanges(turn, message)
}

function commitChanges(turn: Turn, message: ChangesMessage): void {
  const { state } = turn
  state.position = { epoch: message.epoch, revision: message.to }
  if (state.streaming.ahead !== null && state.streaming.ahead.revision <= message.to)
    state.streaming.ahead = null
  if (state.contact.isReady) state.contact.confirmedAt = turn.now
  const entities = known(message.sections).flatMap((section) => section.entities)
  turn.update = { type: 'patch', entities }
  turn.stateMoved = true
  noteUnread(turn, message.sections)
  for (const entity of entities) {
    if (entity.kind !== 'kill') continue
    if (entity.value === null) removeKill(turn, entity.key)
    else addKillOfState(turn, entity)
  }
}

/** True where the snapshot is what is held now. */
export function hearSnapshot(turn: Turn, snapshot: Snapshot): boolean {
  const { state } = turn
  if (isBelowApplied(turn, snapshot.at)) return false
  const content = HeldState.of(snapshot.sections)
  if (turn.rules.checkHashes && !sameHashes(content.hashes, snapshot.hashes)) {
    noteMismatch(
      turn,
      `the snapshot of revision ${snapshot.at.revision} does not have the hash that it names`,
    )
    return false
  }
  state.held = content
  state.position = snapshot.at
  state.unread = null
  turn.update = { type: 'replace', entities: [...content.entities()] }
  turn.stateMoved = true
  noteUnread(turn, snapshot.sections)
  if (!turn.rules.keepKillsAtSnapshot) {
    state.kills = new KillSet()
    turn.killsChanged = true
  }
  for (const entity of content.ofKind('kills', 'kill')) addKillOfState(turn, entity)
  return true
}

/** A 304: the head's state is the one held, whatever its position. */
export function hearUnchanged(turn: Turn, bookmark: BookmarkMessage): void {
  const { held } = turn.state
  if (held === null || isBelowApplied(turn, bookmark.at)) return
  if (!turn.rules.checkHashes || sameHashes(held.hashes, bookmark.hashes)) matched(turn, bookmark, 'polling')
  // What is held has changed since it was asked for, or is not what the answer says: only a whole snapshot tells.
  else wantSnapshot(turn, 'unconditional')
}

function isBelowApplied(turn: Turn, at: BookmarkMessage['at']): boolean {
  const { position } = turn.state
  const isBelow = position?.epoch === at.epoch && at.revision < position.revision
  return isBelow && turn.rules.discardOlderSnapshots
}

/** Where the head is. It never moves a revision; equal in revision and hash, it confirms what is held. */
export function hearBookmark(turn: Turn, bookmark: BookmarkMessage, channel: Channel): void {
  const { held, position } = turn.state
  if (held === null || position === null) return elsewhere(turn, channel)
  const ahead = bookmark.at.revision - position.revision
  if (ahead === 0) {
    if (!turn.rules.checkHashes || sameHashes(held.hashes, bookmark.hashes)) matched(turn, bookmark, channel)
    else if (!isCatchingUp(turn))
      noteMismatch(turn, `revision ${position.revision} does not have the hash that the server says`)
    return
  }
  if (ahead < 0 && bookmark.at.epoch === position.epoch) return
  if (ahead > 0 && channel === 'stream') {
    if (!turn.rules.keepRevisionAtBookmark) turn.state.position = bookmark.at
    turn.state.streaming.ahead ??= { revision: bookmark.at.revision, since: turn.now }
    return
  }
  elsewhere(turn, channel)
}

/** The head is not where we are: over the stream the server tells the way, a poll fetches. */
function elsewhere(turn: Turn, channel: Channel): void {
  if (isCatchingUp(turn)) return
  if (channel === 'stream') helloAgain(turn)
  else wantSnapshot(turn, 'conditional')
}

/** What is held is the head's state: it is confirmed, in the head's epoch. */
function matched(turn: Turn, { at }: BookmarkMessage, channel: Channel): void {
  const { state } = turn
  const { catchUp, contact, streaming } = state
  if (state.position?.epoch !== at.epoch || state.position.revision !== at.revision) turn.stateMoved = true
  state.position = at
  catchUp.wanted = 'nothing'
  catchUp.notBefore = Number.NEGATIVE_INFINITY
  catchUp.backoff.succeeded()
  catchUp.mismatches = 0
  catchUp.misfits = 0
  streaming.ahead = null
  contact.isReady = true
  contact.confirmedAt = turn.now
  contact.source = channel
  contact.failed = null
  if (channel === 'stream') {
    streaming.readyAt ??= turn.now
    // The hello that this stream began with has said whom this process follows.
    state.follows = []
  }
  takeKillsOfState(turn)
  contact.isOrphaned = holdsOrphans(turn)
}

function known(list: readonly SectionChanges[]): SectionChanges[] {
  return list.filter(({ name }) => (sections as readonly string[]).includes(name))
}

function noteUnread(turn: Turn, list: readonly SectionChanges[]): void {
  const unread = list.find(
    ({ name, required }) => required && !(sections as readonly string[]).includes(name),
  )
  if (unread === undefined) return
  turn.state.unread = unread.name
  report(
    turn,
    'error',
    'section-unread',
    `the state needs the section ${JSON.stringify(unread.name)}, which this version of the SDK can’t read: update it`,
  )
}
