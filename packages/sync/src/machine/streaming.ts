import { type Failure, isRefusedKey } from '../backoff.js'
import type { ClientMessage, GoodbyeMessage } from '../messages.js'
import { sayHello } from './hello.js'
import { report } from './reporting.js'
import type { Turn } from './state.js'
import {
  aheadMs,
  helloPauseMs,
  openingMs,
  orphanHelloMs,
  patienceMs,
  silenceMs,
  slowestFallbackMs,
} from './times.js'

export function startStreaming(turn: Turn): void {
  wait(turn, 0)
  turn.state.requesting.pollAt = turn.now + patienceMs
}

export function streamOpened(turn: Turn): void {
  const { streaming, requesting, catchUp, words, held } = turn.state
  if (streaming.phase !== 'opening') return
  enter(turn, 'open')
  streaming.generation++
  streaming.heardAt = turn.now
  streaming.hasSpoken = false
  streaming.readyAt = null
  streaming.ahead = null
  streaming.helloAt = turn.now
  streaming.helloSaidAt = Number.NEGATIVE_INFINITY
  requesting.answered = false
  // The key is good again: what it was refused for need not wait minutes.
  if (requesting.refusals > 0) requesting.notBefore = turn.now
  requesting.refusals = 0
  requesting.pollAt = Number.POSITIVE_INFINITY
  requesting.server = streaming.server
  if (turn.rules.wholeAckOnNewStream) words.told = null
  // What a poll found out of date, the answer to hello brings up to date.
  if (held !== null && catchUp.mismatches === 0) catchUp.wanted = 'nothing'
}

export function streamClosed(turn: Turn, because: string, failure: Failure): void {
  const { streaming } = turn.state
  switch (streaming.phase) {
    case 'off':
    case 'waiting':
      return
    case 'opening':
      return retryElsewhere(turn, because, failure)
    case 'open':
      return retryAfterCut(turn, because, failure)
  }
}

/** The server sends us away, for so long. */
export function hearGoodbye(turn: Turn, message: GoodbyeMessage): void {
  const { streaming } = turn.state
  turn.effects.push({ type: 'closeStream' })
  nextServer(turn)
  wait(turn, message.reconnectAfterMs + turn.config.random() * 1_000)
  pollMeanwhile(turn, 'the server has said goodbye')
  streaming.refusals = 0
}

export function send(turn: Turn, message: ClientMessage): void {
  turn.effects.push({ type: 'send', message })
}

/** Opens, says hello, gives up: whatever the stream's time has come for. Answers when to look again. */
export function tendStream(turn: Turn): number {
  const { streaming } = turn.state
  if (streaming.phase === 'waiting' && streaming.openAt <= turn.now) {
    enter(turn, 'opening')
    turn.effects.push({ type: 'openStream', server: streaming.server })
  }
  switch (streaming.phase) {
    case 'off':
      return Number.POSITIVE_INFINITY
    case 'waiting':
      return streaming.openAt
    case 'opening':
      return tendOpening(turn)
    case 'open':
      return tendOpen(turn)
  }
}

function tendOpening(turn: Turn): number {
  const { streaming } = turn.state
  const end = streaming.since + openingMs
  if (turn.now < end) return end
  turn.effects.push({ type: 'closeStream' })
  retryElsewhere(turn, `the stream did not open in ${openingMs / 1_000} s`, {})
  return streaming.openAt
}

function tendOpen(turn: Turn): number {
  const { streaming } = turn.state
  const end = turn.rules.endSilentStream ? streaming.heardAt + silenceMs : Number.POSITIVE_INFINITY
  if (turn.now < end) return Math.min(end, tendHello(turn))
  turn.effects.push({ type: 'closeStream' })
  report(turn, 'warn', 'stream-silent', `the stream was silent for ${silenceMs / 1_000} s: connecting anew`)
  retryAfterCut(turn, `the stream was silent for ${silenceMs / 1_000} s`, {})
  return streaming.openAt
}

function tendHello(turn: Turn): number {
  const { streaming, contact } = turn.state
  const { ahead } = streaming
  if (ahead !== null && turn.now > ahead.since + aheadMs) {
    streaming.ahead = null
    streaming.helloAt ??= turn.now
  }
  const aheadAt = streaming.ahead === null ? Number.POSITIVE_INFINITY : streaming.ahead.since + aheadMs + 1
  const isOrphaned = contact.isOrphaned && contact.isReady && turn.rules.helloWhileOrphaned
  const orphanAt = isOrphaned ? streaming.helloSaidAt + orphanHelloMs : Number.POSITIVE_INFINITY
  const calledAt = streaming.helloAt ?? Number.POSITIVE_INFINITY
  const at = Math.min(Math.max(calledAt, streaming.helloSaidAt + helloPauseMs), orphanAt)
  if (turn.now < at) return Math.min(at, aheadAt)
  streaming.helloAt = null
  streaming.helloSaidAt = turn.now
  send(turn, { type: 'hello', ...sayHello(turn) })
  return aheadAt
}

/** It could not be opened: perhaps another server can. */
function retryElsewhere(turn: Turn, because: string, failure: Failure): void {
  const { streaming, contact } = turn.state
  nextServer(turn)
  streaming.refusals = isRefusedKey(failure) ? streaming.refusals + 1 : 0
  const isRefused = streaming.refusals >= turn.config.servers
  if (isRefused) contact.keyRefused = because
  wait(turn, isRefused ? streaming.backoff.refused(failure) : streaming.backoff.failed(failure))
  pollMeanwhile(turn, because)
}

/** It was open: a server that has served well is tried again first. */
function retryAfterCut(turn: Turn, because: string, failure: Failure): void {
  const { streaming } = turn.state
  const { readyAt } = streaming
  if (isRefusedKey(failure)) return retryElsewhere(turn, because, failure)
  if (readyAt === null) nextServer(turn)
  else streaming.backoff.endedAfter(turn.now - readyAt)
  wait(turn, streaming.backoff.failed(failure))
  pollMeanwhile(turn, because)
}

/** At once where nothing is confirmed, else after a part of the interval: most streams are back by then. */
function pollMeanwhile(turn: Turn, because: string): void {
  const { contact, requesting } = turn.state
  contact.failed = because
  const pause = contact.confirmedAt === null ? 0 : turn.config.random() * fallbackIntervalMs(turn)
  requesting.pollAt = Math.min(requesting.pollAt, turn.now + pause)
}

/** Between two polls while the stream is down: silence must not outlast it. */
export function fallbackIntervalMs(turn: Turn): number {
  return Math.min(turn.config.pollIntervalMs, slowestFallbackMs)
}

function nextServer(turn: Turn): void {
  const { streaming } = turn.state
  streaming.server = (streaming.server + 1) % Math.max(1, turn.config.servers)
}

function wait(turn: Turn, forMs: number): void {
  enter(turn, 'waiting')
  turn.state.streaming.openAt = turn.now + forMs
}

function enter(turn: Turn, phase: 'waiting' | 'opening' | 'open'): void {
  turn.state.streaming.phase = phase
  turn.state.streaming.since = turn.now
}
