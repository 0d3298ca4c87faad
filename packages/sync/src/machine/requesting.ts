import { type Failure, isRefusedKey } from '../backoff.js'
import { etagOf } from '../http.js'
import type { PollAnswer } from '../messages.js'
import { parsePollAnswer, parseSnapshot } from '../parse/server-messages.js'
import { dueAck, isEpochStored, noteTold } from './acknowledging.js'
import { hearBookmark, hearSnapshot, hearUnchanged, helloAgain, wantSnapshot } from './catching-up.js'
import { admit } from './epochs.js'
import { sayHello } from './hello.js'
import { hearDrop } from './kills.js'
import { report } from './reporting.js'
import type { Flight, Turn } from './state.js'
import { fallbackIntervalMs } from './streaming.js'
import { orphanHelloMs, postPauseMs, requestMs, silenceMs } from './times.js'

export interface SnapshotAnswer {
  request: number
  status: 200 | 304
  snapshot: unknown
  answer: unknown
}

export function startPolling(turn: Turn): void {
  turn.state.requesting.pollAt = turn.now
}

export function snapshotAnswered(turn: Turn, input: SnapshotAnswer): void {
  const flight = land(turn, input.request)
  if (flight?.type !== 'get' || isFromBefore(turn, flight)) return
  hearSnapshotAnswer(turn, input)
  datedBack(turn, flight)
}

function hearSnapshotAnswer(turn: Turn, input: SnapshotAnswer): void {
  const answer = parsePollAnswer(input.answer)
  if ('problem' in answer) return failed(turn, `the answer can’t be read: ${answer.problem}`, {})
  if (!heardAnswer(turn, answer.ok)) return
  const { catchUp, streaming } = turn.state
  // One that does not lead to a state that is confirmed is followed by the next with growing pauses.
  catchUp.notBefore = turn.now + catchUp.backoff.failed({})
  if (input.status === 304) {
    hearUnchanged(turn, answer.ok.bookmark)
    if (streaming.phase === 'open') helloAgain(turn)
    return
  }
  const snapshot = parseSnapshot(input.snapshot)
  if ('problem' in snapshot) return failed(turn, `the snapshot can’t be read: ${snapshot.problem}`, {})
  if (!admit(turn, snapshot.ok.at.epoch, snapshot.ok.proof)) return
  const before = catchUp.mismatches
  if (hearSnapshot(turn, snapshot.ok)) {
    catchUp.wanted = 'nothing'
    hearBookmark(turn, answer.ok.bookmark, 'polling')
  }
  // The server goes on from where we are now, once it knows.
  if (streaming.phase === 'open' && catchUp.mismatches === before) helloAgain(turn)
}

export function ackAnswered(turn: Turn, input: { request: number; answer: unknown }): void {
  const flight = land(turn, input.request)
  if (flight?.type !== 'post' || isFromBefore(turn, flight)) return
  const answer = parsePollAnswer(input.answer)
  if ('problem' in answer) return failed(turn, `the answer can’t be read: ${answer.problem}`, {})
  if (!heardAnswer(turn, answer.ok)) return
  turn.state.follows = []
  hearBookmark(turn, answer.ok.bookmark, 'polling')
  datedBack(turn, flight)
}

/** Of a process that stood still the answer has waited: it confirms what held when it was asked, and no more. */
function datedBack({ state: { contact }, now }: Turn, { sentAt }: Flight): void {
  const hasConfirmed = contact.source === 'polling' && contact.confirmedAt === now
  if (hasConfirmed && now >= sentAt + silenceMs) contact.confirmedAt = sentAt
}

export function requestFailed(turn: Turn, request: number, because: string, failure: Failure): void {
  const flight = land(turn, request)
  if (flight === null) return
  if (flight.type === 'post') turn.state.words.told = null
  failed(turn, because, failure)
}

/** Sends the one request that is due, if any. Answers when to look again. */
export function tendRequests(turn: Turn): number {
  const { requesting } = turn.state
  if (requesting.inFlight !== null) {
    const end = requesting.inFlight.sentAt + requestMs
    if (turn.now < end) return end
    requestFailed(turn, requesting.inFlight.request, `no answer for ${requestMs / 1_000} s`, {})
  }
  const at = Math.min(catchUpAt(turn), pollAt(turn), postAt(turn))
  const due = Math.max(at, requesting.notBefore)
  if (turn.now < due) return due
  const { catchUp, held } = turn.state
  const isPoll = pollAt(turn) <= turn.now
  if (isPoll) planPoll(turn)
  const isSnapshotDue = catchUp.wanted !== 'nothing' && catchUp.notBefore <= turn.now
  if (held === null || isSnapshotDue || !isEpochStored(turn)) get(turn)
  else post(turn)
  return turn.now + requestMs
}

/** When the snapshot that is wanted may be fetched. */
function catchUpAt(turn: Turn): number {
  const { catchUp } = turn.state
  return catchUp.wanted === 'nothing' ? Number.POSITIVE_INFINITY : catchUp.notBefore
}

function isPolling(turn: Turn): boolean {
  const { phase } = turn.state.streaming
  return turn.config.mode === 'polling' || phase === 'waiting' || phase === 'opening'
}

function pollAt(turn: Turn): number {
  const { requesting, contact } = turn.state
  if (!isPolling(turn)) return Number.POSITIVE_INFINITY
  // A poll says what a hello says: as often as that while a kill is held that the head lacks.
  const isOrphaned = contact.isOrphaned && turn.rules.helloWhileOrphaned
  return isOrphaned ? Math.min(requesting.pollAt, requesting.askedAt + orphanHelloMs) : requesting.pollAt
}

/** An acknowledgement that can't wait for the next poll. */
function postAt(turn: Turn): number {
  const { requesting } = turn.state
  if (!isPolling(turn) || !requesting.answered) return Number.POSITIVE_INFINITY
  return Math.max(dueAck(turn), requesting.postedAt + postPauseMs)
}

function planPoll(turn: Turn): void {
  const interval = turn.config.mode === 'polling' ? turn.config.pollIntervalMs : fallbackIntervalMs(turn)
  turn.state.requesting.pollAt = turn.now + interval * (0.8 + 0.2 * turn.config.random())
}

function get(turn: Turn): void {
  const { held, catchUp } = turn.state
  const etag = held === null || catchUp.wanted === 'unconditional' ? null : etagOf(held.hashes)
  if (held === null) wantSnapshot(turn, 'conditional')
  const { request, server } = takeOff(turn, 'get')
  turn.effects.push({ type: 'getSnapshot', request, server, hello: sayHello(turn), etag })
}

function post(turn: Turn): void {
  const { request, server } = takeOff(turn, 'post')
  turn.state.requesting.postedAt = turn.now
  const hello = sayHello(turn)
  turn.state.words.told = null
  const [ack] = noteTold(turn, Number.MAX_SAFE_INTEGER)
  if (ack !== undefined) turn.effects.push({ type: 'postAck', request, server, hello, ack })
}

function takeOff(turn: Turn, type: Flight['type']): { request: number; server: number } {
  const { requesting, streaming } = turn.state
  const request = requesting.next++
  const { generation, phase } = streaming
  requesting.askedAt = turn.now
  requesting.inFlight = { request, type, generation, sentAt: turn.now }
  const isBeside = phase === 'open' && requesting.backoff.failures < 2
  return { request, server: isBeside ? streaming.server : requesting.server }
}

/** What was asked, if it is this that is under way. */
function land(turn: Turn, request: number): Flight | null {
  const { requesting } = turn.state
  const flight = requesting.inFlight
  if (flight?.request !== request) return null
  requesting.inFlight = null
  // The request was a word too. If it has overtaken one on the stream, that one counted for nothing: all is said again.
  if (turn.state.streaming.phase === 'open' && turn.rules.wholeAckAfterRequest) turn.state.words.told = null
  return flight
}

/** It tells what was true before this stream began, and might undo what the stream has said since. */
function isFromBefore(turn: Turn, flight: Flight): boolean {
  return turn.rules.discardEarlierAnswers && flight.generation !== turn.state.streaming.generation
}

/** The part that all answers share. False where the server was refused for its epoch. */
function heardAnswer(turn: Turn, { drop, bookmark }: PollAnswer): boolean {
  const { requesting, contact } = turn.state
  if (drop !== null && admit(turn, drop.epoch, drop.proof)) hearDrop(turn, drop)
  if (!admit(turn, bookmark.at.epoch, bookmark.proof)) {
    failed(turn, 'the server speaks in an older epoch than was seen before', {})
    return false
  }
  requesting.backoff.succeeded()
  requesting.refusals = 0
  requesting.answered = true
  contact.heardAt = turn.now
  contact.keyRefused = null
  return true
}

function failed(turn: Turn, because: string, failure: Failure): void {
  const { requesting, contact } = turn.state
  report(turn, 'warn', 'request-failed', `a request failed: ${because}`)
  contact.failed = because
  requesting.server = (requesting.server + 1) % Math.max(1, turn.config.servers)
  requesting.refusals = isRefusedKey(failure) ? requesting.refusals + 1 : 0
  const isRefused = requesting.refusals >= turn.config.servers
  if (isRefused) contact.keyRefused = because
  const pause = isRefused ? requesting.backoff.refused(failure) : requesting.backoff.failed(failure)
  requesting.notBefore = turn.now + pause
}
