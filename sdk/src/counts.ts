import type { CompiledFlag, Resolution } from '@ripcord/evaluator'
import type { Report } from '@ripcord/sync'

type Evaluation = Report['evaluations'][number]

interface Counter extends Evaluation {
  count: number
}

/** A flag as the client looks it up: what evaluates it, and where its evaluations are counted. */
export class FlagEntry {
  compiled: CompiledFlag
  /** The answer that was counted last, with its counter: most flags give one answer again and again. */
  lastResolution: Resolution | undefined = undefined
  lastCounter: Counter | undefined = undefined
  counters: Map<Resolution, Counter> | undefined = undefined

  constructor(compiled: CompiledFlag) {
    this.compiled = compiled
  }

  /** The flag compiled anew gives new answers: the counters of the old ones are let go. */
  replace(compiled: CompiledFlag): void {
    this.compiled = compiled
    this.lastResolution = undefined
    this.lastCounter = undefined
    this.counters = undefined
  }
}

/** Answers of one flag that are told apart; a flag has at most some hundreds. */
const answersPerFlag = 1_000
/** Combinations of flag, variant and reason kept while nobody takes them. */
export const combinationsKept = 50_000

/**
 * Counts evaluations by flag, variant and reason. Counting is one comparison and one increment; what is kept is
 * bounded, and what is beyond the bounds is counted as dropped.
 */
export class Counts {
  #touched: Counter[] = []
  readonly #kept = new Map<string, Evaluation>()
  #dropped = 0

  count(entry: FlagEntry, resolution: Resolution): void {
    const counter =
      resolution === entry.lastResolution ? entry.lastCounter : this.#counterOf(entry, resolution)
    if (counter === undefined) {
      this.#dropped += 1
      return
    }
    if (counter.count === 0) this.#touched.push(counter)
    counter.count += 1
  }

  /** At most `most` combinations, taken out, and the evaluations dropped so far; undefined where there is nothing. */
  take(most: number): Pick<Report, 'evaluations' | 'dropped'> | undefined {
    this.fold()
    const evaluations: Evaluation[] = []
    for (const [key, evaluation] of this.#kept) {
      if (evaluations.length === most) break
      evaluations.push(evaluation)
      this.#kept.delete(key)
    }
    const dropped = this.#dropped
    this.#dropped = 0
    return evaluations.length === 0 && dropped === 0 ? undefined : { evaluations, dropped }
  }

  get isEmpty(): boolean {
    return this.#touched.length === 0 && this.#kept.size === 0 && this.#dropped === 0
  }

  /** What was taken will never arrive. */
  drop(taken: Pick<Report, 'evaluations' | 'dropped'>): void {
    this.#dropped += taken.dropped
    for (const evaluation of taken.evaluations) this.#dropped += evaluation.count
  }

  /** Moves what was counted into the bounded table; to be called now and then, also while nothing can be sent. */
  fold(): void {
    for (const counter of this.#touched) {
      const { flag, variant, reason, count } = counter
      counter.count = 0
      const key = `${flag}\u0000${variant ?? '\u0000'}\u0000${reason}`
      const kept = this.#kept.get(key)
      if (kept !== undefined) kept.count += count
      else if (this.#kept.size < combinationsKept) this.#kept.set(key, { flag, variant, reason, count })
      else this.#dropped += count
    }
    this.#touched.length = 0
  }

  #counterOf(entry: FlagEntry, resolution: Resolution): Counter | undefined {
    entry.counters ??= new Map()
    let counter = entry.counters.get(resolution)
    if (counter === undefined) {
      if (entry.counters.size >= answersPerFlag) return undefined
      const variant = resolution.type === 'variant' ? resolution.variant : null
      counter = { flag: entry.compiled.key, variant, reason: resolution.reason, count: 0 }
      entry.counters.set(resolution, counter)
    }
    entry.lastResolution = resolution
    entry.lastCounter = counter
    return counter
  }
}
