import { HeldState, sameHashes } from '../held-state.js'
import type { SyncConfig, SyncEffect, SyncInput, SyncMachine, SyncSeed, SyncView } from '../machine-types.js'
import { parseKill } from '../parse/kill.js'
import { parseSeedState } from '../parse/seed.js'
import { hearMessage } from './hearing.js'
import { flagsToTell } from './hello.js'
import { report } from './reporting.js'
import { ackAnswered, requestFailed, snapshotAnswered, startPolling } from './requesting.js'
import { settle } from './settle.js'
import { type MachineState, newState, newTurn, type Turn } from './state.js'
import { send, startStreaming, streamClosed, streamOpened } from './streaming.js'

/** A client's half of the protocol, starting from what was found on disk. */
export function createSyncMachine(config: SyncConfig, seed: SyncSeed): SyncMachine {
  return new Machine(config, seed)
}

class Machine implements SyncMachine {
  readonly #config: SyncConfig
  readonly #seed: SyncSeed
  readonly #state: MachineState

  constructor(config: SyncConfig, seed: SyncSeed) {
    this.#config = config
    this.#seed = seed
    this.#state = newState(config)
  }

  get view(): SyncView {
    return this.#state.view
  }

  handle(input: SyncInput, now: number): SyncEffect[] {
    if (this.#state.life === 'closed') return []
    const turn = newTurn(this.#state, this.#config, now)
    if (input.type === 'start') {
      if (this.#state.life === 'new') start(turn, this.#seed)
    } else if (this.#state.life === 'running') hear(turn, input)
    if (input.type === 'close') return close(turn)
    return this.#state.life === 'running' ? settle(turn) : []
  }
}

function hear(turn: Turn, input: SyncInput): void {
  const { state } = turn
  switch (input.type) {
    case 'start':
    case 'close':
      return
    case 'tick':
      state.wakeAt = null
      return
    case 'streamOpened':
      return streamOpened(turn)
    case 'streamClosed':
      return streamClosed(turn, input.because, input)
    case 'message':
      return hearMessage(turn, input.message)
    case 'snapshotAnswered':
      return snapshotAnswered(turn, input)
    case 'ackAnswered':
      return ackAnswered(turn, input)
    case 'requestFailed':
      return requestFailed(turn, input.request, input.because, input)
    case 'killsStored':
      state.disk.stored = Math.max(state.disk.stored, Math.min(input.write, state.disk.lastWrite))
      return
    case 'notServing': {
      const flags = flagsToTell(input.flags)
      if (!sameFlags(state.notServing, flags)) state.notServing = flags
      return
    }
  }
}

function start(turn: Turn, seed: SyncSeed): void {
  const { state, config } = turn
  state.life = 'running'
  state.contact.heardAt = turn.now
  state.view = { ...state.view, since: turn.now }
  takeSeed(turn, seed)
  if (config.mode === 'polling') startPolling(turn)
  else startStreaming(turn)
}

/** What was on disk holds until a server says otherwise; what does not have its own hash is not what was written. */
function takeSeed(turn: Turn, seed: SyncSeed): void {
  const { state } = turn
  state.highest = seed.highestEpoch
  state.follows = [...seed.follows]
  for (const kill of seed.kills) {
    const parsed = parseKill(kill)
    if ('ok' in parsed && state.kills.add(parsed.ok, turn.now, 1)) turn.killsChanged = true
  }
  if (seed.state === null) return
  const parsed = parseSeedState(seed.state)
  if ('problem' in parsed)
    return report(turn, 'warn', 'disk-refused', `the state found on disk is refused: ${parsed.problem}`)
  const held = HeldState.ofEntities(parsed.ok.entities)
  if (!sameHashes(held.hashes, parsed.ok.hashes))
    return report(turn, 'warn', 'disk-refused', 'the state found on disk does not have its own hash: refused')
  state.held = held
  state.position = parsed.ok.position
  state.unread = parsed.ok.unread ?? null
  state.contact.source = 'disk'
  turn.update = { type: 'replace', entities: [...held.entities()] }
}

/** Goodbye tells the server that nobody is served here any more; what is lost without it counts as perhaps alive. */
function close(turn: Turn): SyncEffect[] {
  const { state, config } = turn
  const { phase } = state.streaming
  const { askedAt, server } = state.requesting
  const count = ++state.count
  if (phase === 'open') send(turn, { type: 'goodbye', count })
  else if (askedAt > Number.NEGATIVE_INFINITY)
    turn.effects.push({ type: 'postGoodbye', server, goodbye: { bootId: config.bootId, count } })
  if (phase === 'open' || phase === 'opening') turn.effects.push({ type: 'closeStream' })
  state.life = 'closed'
  return turn.effects
}

function sameFlags(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((flag, index) => flag === other[index])
}
