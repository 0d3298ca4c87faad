import type { Kill } from '@ripcord/model'
import type { ServerMessage, SyncEffect, SyncInput, SyncView } from '@ripcord/sync'

/** What one input has led to. */
export interface Turn {
  input: SyncInput
  effects: readonly SyncEffect[]
  before: SyncView
  after: SyncView
  killsBefore: ReadonlyMap<string, Kill>
  kills: ReadonlyMap<string, Kill>
  now: number
}

/** Without a word for so long a client is alone, milliseconds. */
const silenceMs = 15_000

/** Looks at what goes in and out of a client's machine; what it sees are rules that other rules stand behind. */
export class MachineWatch {
  readonly #breaks: (what: string) => void
  /** By request: how many streams had opened when it was sent. */
  readonly #streamsAt = new Map<number, number>()
  /** When each drill that is held was added. */
  readonly #drills = new Map<string, number>()
  #heardAt = 0
  #isClosed = false

  constructor(breaks: (what: string) => void) {
    this.#breaks = breaks
  }

  asked(request: number, streams: number): void {
    this.#streamsAt.set(request, streams)
  }

  handled(turn: Turn, streams: number): void {
    this.#isClosed ||= turn.input.type === 'close'
    if (this.#isClosed) return
    this.#discardsEarlierAnswers(turn, streams)
    this.#goesOnFromApplied(turn)
    this.#takesNoDrillAtMatch(turn)
    this.#endsDrills(turn)
  }

  #discardsEarlierAnswers({ input, before, after, kills, killsBefore }: Turn, streams: number): void {
    if (input.type !== 'snapshotAnswered' && input.type !== 'ackAnswered') return
    if (this.#streamsAt.get(input.request) === streams) return
    const isChanged =
      before.position !== after.position || before.confirmedAt !== after.confirmedAt || kills !== killsBefore
    if (isChanged) this.#breaks('heeds an answer from before its stream')
  }

  #goesOnFromApplied({ input, effects, before }: Turn): void {
    if (input.type !== 'message' || stateOf(effects) !== 'patch') return
    const { from, to } = input.message as ServerMessage & { type: 'changes' }
    const revision = before.position?.revision
    if (from !== revision) this.#breaks(`goes from ${String(revision)} to ${to} by the changes from ${from}`)
  }

  /** A drill comes with its own message, or with a state that has it. */
  #takesNoDrillAtMatch({ input, effects, kills, killsBefore }: Turn): void {
    const isTold = input.type === 'message' && (input.message as ServerMessage).type === 'kill'
    if (isTold || input.type === 'start' || stateOf(effects) !== 'none') return
    for (const { killId, cause } of kills.values())
      if (cause === 'drill' && !killsBefore.has(killId))
        this.#breaks(`takes up the drill ${killId}, though the state is only confirmed`)
  }

  /** By its own clock, once no server can say so. */
  #endsDrills({ input, kills, now }: Turn): void {
    if (hears(input)) this.#heardAt = now
    for (const killId of this.#drills.keys()) if (!kills.has(killId)) this.#drills.delete(killId)
    for (const { killId, endsAfterMs } of kills.values()) {
      if (endsAfterMs === undefined) continue
      const since = this.#drills.get(killId) ?? now
      this.#drills.set(killId, since)
      if (now > Math.max(since + endsAfterMs, this.#heardAt + silenceMs))
        this.#breaks(`is alone, and serves the drill ${killId} past its end`)
    }
  }
}

function stateOf(effects: readonly SyncEffect[]): 'none' | 'replace' | 'patch' | undefined {
  return effects.find((effect) => effect.type === 'apply')?.update.state.type
}

/** A word of a server; where it is refused the client is alone for longer than is thought here. */
function hears({ type }: SyncInput): boolean {
  return type === 'start' || type === 'message' || type === 'snapshotAnswered' || type === 'ackAnswered'
}
