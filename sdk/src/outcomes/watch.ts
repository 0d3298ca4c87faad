import type { CompiledFlag, EvaluationContext, FlagRelease, Resolution } from '@ripcord/evaluator'
import { cachedAnswer, safeAnswer } from '@ripcord/evaluator'
import type { FlagEntry } from '../counts.js'
import type { Breaker } from './breaker.js'
import type { Pin, Scope } from './scope.js'

/** Subjects of one flag that a scope answers alike; a scope of more has none in particular. */
const subjectsPinned = 16

/** A flag whose answers are looked at: a release owns it, or the application asked for it. */
export class Watch {
  readonly entry: FlagEntry
  readonly breaker: Breaker | undefined
  /** Until when it is watched for the scopes that began before, though nothing asks for it any more. */
  lingersUntil = Number.POSITIVE_INFINITY
  /** Whether a kill, or something else that is no ordinary edit, stood above it when it was last compiled. */
  isOverruled = false
  /** Pins that were set before this number do not hold. */
  #pinsEndedAt = 0
  #subjectOf: FlagRelease['subjectOf'] = targetingKeyOf
  /** Answers by variant, each made once: they are counted by identity. */
  readonly #cached = new Map<string, Resolution | undefined>()
  #safe: Resolution | undefined

  constructor(entry: FlagEntry, breaker: Breaker | undefined) {
    this.entry = entry
    this.breaker = breaker
  }

  get flag(): CompiledFlag {
    return this.entry.compiled
  }

  /** The flag was compiled anew. */
  renew(): void {
    this.#cached.clear()
    this.#safe = undefined
    const { release } = this.flag
    if (release !== undefined) this.#subjectOf = release.subjectOf
  }

  endPins(at: number): void {
    this.#pinsEndedAt = at
  }

  /** Whether what was decided when so many pins had ended still holds. */
  holds(setAt: number): boolean {
    return setAt >= this.#pinsEndedAt
  }

  /** The value that tells subjects apart. Total: of a context that throws there is none. */
  subjectOf(context: EvaluationContext): string | undefined {
    try {
      return this.#subjectOf(context)
    } catch {
      return undefined
    }
  }

  pinned(scope: Scope, subject: string | undefined): Resolution | undefined {
    let pin = scope.pins.get(this.flag.key)
    while (pin !== undefined && pin.subject !== subject) pin = pin.next
    return pin !== undefined && this.holds(pin.setAt) ? pin.resolution : undefined
  }

  pin(scope: Scope, subject: string | undefined, resolution: Resolution, setAt: number): void {
    const { key } = this.flag
    let first: Pin | undefined = scope.pins.get(key)
    // Those that ended all did: a pin that is set now begins anew.
    if (first !== undefined && !this.holds(first.setAt)) first = undefined
    let subjects = 0
    for (let pin = first; pin !== undefined; pin = pin.next) subjects += 1
    if (subjects < subjectsPinned) scope.pins.set(key, { subject, resolution, setAt, next: first })
  }

  /** What the breaker serves: undefined where the flag can't be read. */
  get safe(): Resolution | undefined {
    this.#safe ??= safeAnswer(this.flag, { breaker: true })
    return this.#safe
  }

  /** A variant that another service decided on; undefined where the flag has none of this name. */
  cached(variant: string): Resolution | undefined {
    if (!this.#cached.has(variant)) this.#cached.set(variant, cachedAnswer(this.flag, variant))
    return this.#cached.get(variant)
  }
}

function targetingKeyOf(context: EvaluationContext): string | undefined {
  const key: unknown = (context as EvaluationContext | undefined)?.targetingKey
  return typeof key === 'string' ? key : undefined
}
