import { median } from '../rows.js'
import { type BenchContext, contexts } from './flags.js'

/** Answers a question, asked with a flag key and a context. */
export type Ask = (key: string, context: BenchContext) => unknown

/** Calls that are timed as one: few, so that being interrupted spoils few. */
const callsPerRound = 8_192
const rounds = 151

/** Nanoseconds a call, each key with each context in turn. */
export function timed(ask: Ask, keys: readonly string[]): number {
  let answered = 0
  const start = process.hrtime.bigint()
  for (let i = 0; i < callsPerRound; i++) {
    const key = keys[i & 63] as string
    if (ask(key, contexts[(i + (i >> 6)) & 1023] as BenchContext) !== undefined) answered++
  }
  const ns = Number(process.hrtime.bigint() - start) / callsPerRound
  if (answered !== callsPerRound) throw new Error(`${callsPerRound - answered} calls were not answered`)
  return ns
}

export interface Compared {
  /** Of the first: nanoseconds a call. */
  readonly ns: number
  /** How many times the second's time the first takes. */
  readonly ratio: number
}

/** Medians over rounds in which the two take turns at going first, which evens out what the machine does meanwhile. */
export function compare(first: () => number, second: () => number, times = rounds): Compared {
  const figures = Array.from({ length: times }, (_, round) => {
    const before = round % 2 === 0 ? first() : undefined
    const other = second()
    const ns = before ?? first()
    return { ns, ratio: ns / other }
  })
  return {
    ns: median(figures.map((figure) => figure.ns)),
    ratio: median(figures.map((figure) => figure.ratio)),
  }
}
