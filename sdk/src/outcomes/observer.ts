import { AsyncLocalStorage } from 'node:async_hooks'
import type { Decider, EvaluationContext, Resolution } from '@ripcord/evaluator'
import type { Clock } from '../clock.js'
import type { FlagEntry } from '../counts.js'
import { messageOf } from '../describe.js'
import type { Log } from '../log.js'
import { readBaggage } from './baggage.js'
import type { Breakers } from './breakers.js'
import type { OutcomeTable } from './outcome-table.js'
import { Scope } from './scope.js'
import { traceIdOf } from './trace-id.js'
import { Watch } from './watch.js'

export interface ObserverParts {
  readonly clock: Clock
  readonly log: Log
  readonly entries: { get(flagKey: unknown): FlagEntry | undefined }
  readonly table: OutcomeTable
  readonly breakers: Breakers
  /** Flags that answer alike within a scope though no release owns them. */
  readonly pinned: ReadonlySet<string>
  readonly honoursBaggage: boolean
  /** A watched flag is killed: how requests do now is asked at once. */
  readonly onKilled: () => void
}

/** How long a flag that left its release still answers alike in scopes that began before. */
const lingerMs = 60_000

/**
 * Connects evaluations with what the request comes to in which they are made. A flag that is watched gets an
 * evaluation of its own; all others are evaluated as if none of this were here.
 */
export class Observer {
  readonly #parts: ObserverParts
  readonly #scopes = new AsyncLocalStorage<Scope>()
  readonly #watches = new Map<string, Watch>()
  /** How often pins of some flag have ended. */
  #ends = 0

  constructor(parts: ObserverParts) {
    this.#parts = parts
  }

  /** The scope of the code that runs now. */
  get current(): Scope | undefined {
    return this.#scopes.getStore()
  }

  /** `headers`: those of the request, if it came with some. */
  open(
    context: unknown,
    headers: { readonly traceparent?: unknown; readonly baggage?: unknown } = {},
  ): Scope {
    const decisions = this.#parts.honoursBaggage ? readBaggage(headers.baggage) : undefined
    for (const flagKey of decisions?.keys() ?? []) this.#linger(flagKey)
    const traceId = traceIdOf(headers.traceparent)
    const startedAt = this.#parts.clock.now()
    return new Scope({ startedAt, openedAt: this.#ends, traceId, decisions }, context)
  }

  run<T>(scope: Scope, work: () => T): T {
    return this.#scopes.run(scope, work)
  }

  /** Evaluates a flag for the present scope, without counting the evaluation. */
  ask(flagKey: unknown, context: EvaluationContext | undefined): void {
    this.#parts.entries.get(flagKey)?.evaluate(context as EvaluationContext)
  }

  /** Ends a scope, once. `status`: that of its response. Total: it is called where the application does not look. */
  end(scope: Scope, status?: number): void {
    if (scope.isOver) return
    scope.isOver = true
    try {
      this.#count(scope, status)
    } catch (error) {
      this.#parts.log('error', `an outcome was not counted: ${messageOf(error)}`)
    }
  }

  #count(scope: Scope, status: number | undefined): void {
    const now = this.#parts.clock.now()
    const isError = isErrorOf(scope, status)
    const durationMs = scope.durationMs ?? now - scope.startedAt
    const { traceId, tracked } = scope
    if (scope.isRequest) this.#parts.table.traffic.count(isError, durationMs)
    if (scope.requests.length === 0 && scope.breakers.length === 0) return
    const kind = scope.kind ?? (status !== undefined && status >= 500 ? `HTTP ${status}` : undefined)
    for (const request of scope.requests)
      this.#parts.table.count(request, { isError, kind, traceId, durationMs, tracked })
    for (const { breaker, isTrial } of scope.breakers) breaker.record(isError, isTrial, now)
  }

  /** To be called for each flag that was compiled anew: gives it the evaluation that it needs. */
  dress(entry: FlagEntry): void {
    const { key, decider, release } = entry.compiled
    const breaker = this.#parts.breakers.of(key)
    const isAsked = release !== undefined || breaker !== undefined || this.#parts.pinned.has(key)
    let watch = this.#watches.get(key)
    if (watch?.entry !== entry) watch = undefined
    if (watch === undefined && !isAsked) return void this.#watches.delete(key)
    watch ??= this.#watch(entry)
    watch.renew()
    const isOwn = isOwnAnswer(decider)
    // Also when it is over: what was decided elsewhere before, or meanwhile, is not to come back.
    if (!isOwn || watch.isOverruled) this.endPins(key)
    if (decider === 'kill' && !watch.isOverruled) this.#parts.onKilled()
    watch.isOverruled = !isOwn
    if (!isOwn) return
    watch.lingersUntil = isAsked ? Number.POSITIVE_INFINITY : this.#parts.clock.now() + lingerMs
    this.#wrap(watch)
  }

  endPins(flagKey: string): void {
    this.#watches.get(flagKey)?.endPins(++this.#ends)
  }

  /** What is decided in a scope, by flag key: what it was told, and over that what it answers. */
  decisionsOf(scope: Scope): ReadonlyMap<string, string> {
    const decisions = new Map<string, string>()
    for (const [flagKey, variant] of scope.decisions ?? []) {
      const entry = this.#parts.entries.get(flagKey)
      const isOverruled = entry !== undefined && !isOwnAnswer(entry.compiled.decider)
      const hasEnded = this.#watches.get(flagKey)?.holds(scope.openedAt) === false
      if (!isOverruled && !hasEnded) decisions.set(flagKey, variant)
    }
    for (const [flagKey, pin] of scope.pins) {
      const { resolution, setAt } = pin
      if (this.#watches.get(flagKey)?.holds(setAt) !== true) continue
      if (resolution.type === 'variant') decisions.set(flagKey, resolution.variant)
    }
    return decisions
  }

  /** Watches a flag that another service decided on, though nothing here asks for it. */
  #linger(flagKey: string): void {
    const entry = this.#parts.entries.get(flagKey)
    if (entry === undefined || !isOwnAnswer(entry.compiled.decider)) return
    const known = this.#watches.get(flagKey)
    if (known?.lingersUntil === Number.POSITIVE_INFINITY) return
    const watch = known ?? this.#watch(entry)
    watch.lingersUntil = this.#parts.clock.now() + lingerMs
    if (known === undefined) this.#wrap(watch)
  }

  #watch(entry: FlagEntry): Watch {
    const { key } = entry.compiled
    const watch = new Watch(entry, this.#parts.breakers.of(key))
    this.#watches.set(key, watch)
    return watch
  }

  #wrap(watch: Watch): void {
    const { entry } = watch
    entry.constant = undefined
    entry.evaluate = (context) => this.#answer(watch, context)
  }

  #unwrap({ entry, flag }: Watch): void {
    entry.constant = flag.constant
    entry.evaluate = flag.evaluate
    this.#watches.delete(flag.key)
  }

  /** Total, as the flag's own evaluation is. */
  #answer(watch: Watch, context: EvaluationContext): Resolution {
    const { flag, breaker, lingersUntil } = watch
    const isTimed = breaker !== undefined || lingersUntil !== Number.POSITIVE_INFINITY
    const now = isTimed ? this.#parts.clock.now() : 0
    if (now >= lingersUntil) {
      this.#unwrap(watch)
      return flag.evaluate(context)
    }
    if (breaker?.isOpen(now) === true) return watch.safe ?? flag.evaluate(context)
    const scope = this.#scopes.getStore()
    // Without a scope nobody will learn what came of it: then it is no trial.
    if (scope === undefined)
      return breaker?.isTripped === true ? (watch.safe ?? flag.evaluate(context)) : flag.evaluate(context)
    const subject = watch.subjectOf(context)
    const pinned = watch.pinned(scope, subject)
    if (pinned !== undefined) return pinned
    const resolution = this.#decide(watch, scope, context, subject, now)
    if (resolution.type !== 'error') watch.pin(scope, subject, resolution, this.#ends)
    return resolution
  }

  #decide(
    watch: Watch,
    scope: Scope,
    context: EvaluationContext,
    subject: string | undefined,
    now: number,
  ): Resolution {
    const { flag, breaker } = watch
    const own = carriedTo(watch, scope, flag.evaluate(context))
    if (scope.isOver) return own
    if (breaker !== undefined && !isSame(own, watch.safe)) {
      const { isAdmitted, isTrial } = breaker.admit(now)
      if (!isAdmitted) return watch.safe ?? own
      if (!scope.breakers.some((one) => one.breaker === breaker)) scope.breakers.push({ breaker, isTrial })
    }
    const arm = own.type === 'variant' ? own.arm : undefined
    if (flag.release !== undefined && arm !== undefined) scope.note(flag.release, arm, subject)
    return own
  }
}

/** Whether nothing stands above the flag's own answer. A kill and the like end pins; an ordinary edit does not. */
function isOwnAnswer(decider: Decider): boolean {
  return decider === 'targeting' || decider === 'disabled'
}

/**
 * The answer that another service gave in the same request, where it holds and this service's own is another. It is in
 * no arm: subjects fall into arms by the split of the service that counts them, and by nothing that they bring along.
 */
function carriedTo(watch: Watch, scope: Scope, own: Resolution): Resolution {
  const variant = scope.decisions?.get(watch.flag.key)
  if (variant === undefined || !watch.holds(scope.openedAt)) return own
  if (own.type === 'variant' && own.variant === variant) return own
  return watch.cached(variant) ?? own
}

function isSame(own: Resolution, safe: Resolution | undefined): boolean {
  if (safe?.type === 'variant') return own.type === 'variant' && own.variant === safe.variant
  return own.type !== 'variant'
}

/** The application's word goes first. A 4xx is the client's error, whatever was thrown on the way to it. */
function isErrorOf({ word, hasThrown }: Scope, status: number | undefined): boolean {
  if (word !== undefined) return word === 'error'
  if (status !== undefined && status >= 400 && status < 500) return false
  return hasThrown || (status !== undefined && status >= 500)
}
