import type { EvaluationContext, FlagRelease, Resolution } from '@ripcord/evaluator'
import type { Breaker } from './breaker.js'

/** What a flag answered a subject in a scope, and answers it to the end. */
export interface Pin {
  readonly subject: string | undefined
  readonly resolution: Resolution
  /** The number of pins that had ended when it was set: one that ended since does not hold. */
  readonly setAt: number
  readonly next: Pin | undefined
}

/** The part that a scope has in a release: it is counted once, whichever of its flags were evaluated. */
export interface ReleaseRequest {
  readonly release: FlagRelease
  readonly arm: 'treatment' | 'control' | 'none'
  /** Undefined where the context has nothing to tell subjects apart by. */
  readonly subject: string | undefined
}

/** A breaker whose flag served the scope its own answer. */
interface WatchedByBreaker {
  readonly breaker: Breaker
  readonly isTrial: boolean
}

/** Names that one scope counts by. */
const eventsPerScope = 20

/** One request, job or message, from its beginning until it has come to something. */
export class Scope {
  /** Of the clock. */
  readonly startedAt: number
  /** The number of pins that had ended when it was opened. */
  readonly openedAt: number
  readonly traceId: string | undefined
  /** What the service that asks has decided, by flag key. */
  readonly decisions: ReadonlyMap<string, string> | undefined
  readonly pins = new Map<string, Pin>()
  readonly requests: ReleaseRequest[] = []
  readonly breakers: WatchedByBreaker[] = []
  readonly tracked = new Map<string, number>()
  /** What kind of error was seen, whether or not the scope comes to one. */
  kind: string | undefined
  /** Whether a handler of `run` threw. */
  hasThrown = false
  /** What the application says that it comes to. */
  word: 'ok' | 'error' | undefined
  durationMs: number | undefined
  /** Whether it is a request of its own, and not a word about one. */
  isRequest = true
  isOver = false
  #askContext: (() => EvaluationContext | undefined) | undefined
  #context: EvaluationContext | undefined

  constructor(opening: Pick<Scope, 'startedAt' | 'openedAt' | 'traceId' | 'decisions'>, context: unknown) {
    this.startedAt = opening.startedAt
    this.openedAt = opening.openedAt
    this.traceId = opening.traceId
    this.decisions = opening.decisions
    if (typeof context === 'function') this.#askContext = context as () => EvaluationContext | undefined
    else this.#context = context as EvaluationContext | undefined
  }

  /** Whom it is about. */
  get context(): EvaluationContext | undefined {
    const ask = this.#askContext
    if (ask === undefined) return this.#context
    // A middleware is asked late, when others have found out whose request it is; and once, also where it throws.
    this.#askContext = undefined
    try {
      this.#context = ask()
    } catch {
      this.#context = undefined
    }
    return this.#context
  }

  /** Notes what an answer means for a release. The first arm counts: a request of many subjects is in one. */
  note(release: FlagRelease, arm: ReleaseRequest['arm'], subject: string | undefined): void {
    const { key, generation } = release
    const at = this.requests.findIndex(
      ({ release: known }) => known.key === key && known.generation === generation,
    )
    if (at < 0) this.requests.push({ release, arm, subject })
    else if (this.requests[at]?.arm === 'none' && arm !== 'none')
      this.requests[at] = { release, arm, subject }
  }

  track(event: string): void {
    const count = this.tracked.get(event)
    if (count !== undefined || this.tracked.size < eventsPerScope) this.tracked.set(event, (count ?? 0) + 1)
  }
}
