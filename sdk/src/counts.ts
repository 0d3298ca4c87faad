import type { CompiledFlag, Resolution } from '@ripcord/evaluator'
import type { Report } from '@ripcord/sync'

type Evaluation = Report['evaluations'][number]

/** An answer and how often it was given. */
interface Counter {
  readonly resolution: Resolution
  count: number
}

/**
 * A flag as the client looks it up: what evaluates it, and where its evaluations are counted. All that an evaluation
 * needs is here and not one object further, since a process with many flags waits for its memory.
 */
export class FlagEntry {
  compiled: CompiledFlag
  constant: Resolution | undefined
  evaluate: CompiledFlag['evaluate']
  /** The first two answers: most flags give one again and again, or fall either way. */
  first: Resolution | undefined = undefined
  firstCount = 0
  second: Resolution | undefined = undefined
  secondCount = 0
  /** Further answers. */
  others: Map<Resolution, Counter> | undefined = undefined
  /** Counted of answers that a flag gave before it was compiled anew. */
  readonly past: Evaluation[] = []
  /** Whether something was counted since it was taken. */
  isTouched = false

  constructor(compiled: CompiledFlag) {
    this.compiled = compiled
    this.constant = compiled.constant
    this.evaluate = compiled.evaluate
  }

  /** The flag compiled anew gives new answers: the old ones are let go. */
  replace(compiled: CompiledFlag): void {
    this.past.push(...takeEvaluations(this))
    this.compiled = compiled
    this.constant = compiled.constant
    this.evaluate = compiled.evaluate
    this.first = undefined
    this.second = undefined
    this.others = undefined
  }
}

/** Answers of one flag that are told apart; a flag has at most some hundreds. */
const answersPerFlag = 1_000
/** Combinations of flag, variant and reason kept while nobody takes them. */
export const combinationsKept = 50_000

/**
 * Counts evaluations by flag, variant and reason. Counting is a comparison or two and an increment; what is kept is
 * bounded, and what is beyond the bounds is counted as dropped.
 */
export class Counts {
  #touched: FlagEntry[] = []
  readonly #kept = new Map<string, Evaluation>()
  #dropped = 0

  count(entry: FlagEntry, resolution: Resolution): void {
    // Added up and not asked for: which way a split falls is a jump that the processor can't foresee.
    const first = +(entry.first === resolution)
    const second = +(entry.second === resolution)
    entry.firstCount += first
    entry.secondCount += second
    if ((first | second) === 0 && !countOther(entry, resolution)) this.#dropped += 1
    if (!entry.isTouched) this.#touch(entry)
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
    for (const entry of this.#touched) {
      entry.isTouched = false
      for (const evaluation of takeEvaluations(entry)) this.#keep(evaluation)
    }
    this.#touched.length = 0
  }

  #keep(evaluation: Evaluation): void {
    const { flag, variant, reason, count } = evaluation
    const key = `${flag}\u0000${variant ?? '\u0000'}\u0000${reason}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) kept.count += count
    else if (this.#kept.size < combinationsKept) this.#kept.set(key, evaluation)
    else this.#dropped += count
  }

  #touch(entry: FlagEntry): void {
    entry.isTouched = true
    this.#touched.push(entry)
  }
}

/** False where the flag has given too many answers to tell this one apart. */
function countOther(entry: FlagEntry, resolution: Resolution): boolean {
  if (entry.first === undefined) {
    entry.first = resolution
    entry.firstCount = 1
    return true
  }
  if (entry.second === undefined) {
    entry.second = resolution
    entry.secondCount = 1
    return true
  }
  entry.others ??= new Map()
  const counter = entry.others.get(resolution)
  if (counter !== undefined) counter.count += 1
  else if (entry.others.size < answersPerFlag - 2) entry.others.set(resolution, { resolution, count: 1 })
  else return false
  return true
}

/** What was counted since the last time. */
function takeEvaluations(entry: FlagEntry): Evaluation[] {
  const flag = entry.compiled.key
  const evaluations = entry.past.splice(0)
  const add = (resolution: Resolution | undefined, count: number): void => {
    if (resolution === undefined || count === 0) return
    const variant = resolution.type === 'variant' ? resolution.variant : null
    evaluations.push({ flag, variant, reason: resolution.reason, count })
  }
  add(entry.first, entry.firstCount)
  add(entry.second, entry.secondCount)
  entry.firstCount = 0
  entry.secondCount = 0
  for (const counter of entry.others?.values() ?? []) {
    add(counter.resolution, counter.count)
    counter.count = 0
  }
  return evaluations
}
