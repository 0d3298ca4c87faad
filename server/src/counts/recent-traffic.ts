import { wilsonLower, wilsonUpper, Z_99 } from '@ripcord/guard'
import { latencyEndMs, type Traffic } from '@ripcord/sync'

/** How a service's requests did in a time that is nobody's doing. */
export interface UsualTraffic {
  requests: number
  errors: number
  /** The rate of errors that is no news: the 99th percentile of windows, or what so few requests leave open (99 %). */
  errorRate: number
  /** Of 99 % of requests, or of 95 % where they are few; null where they are too few for either. */
  latencyMs: number | null
  /** Counts by the index of the fixed logarithmic histogram. */
  latency: ReadonlyMap<number, number>
}

/** Requests and errors of ten seconds that begin at `at`. */
export interface TrafficPoint {
  at: number
  requests: number
  errors: number
}

interface Second {
  requests: number
  errors: number
  latency: Map<number, number>
}

const secondMs = 1_000
const keptMs = 10 * 60_000
const windowsKeptMs = 3_600_000
const windowMs = 10_000
/** A window of fewer requests has no rate. */
const leastInWindow = 20
/** Fewer requests have no 95th percentile, and no 99th. */
const leastFor95 = 100
const leastFor99 = 1_000

/** One service's requests, by the second for ten minutes and by ten seconds for an hour, in memory alone. Times are epoch milliseconds. */
export class RecentTraffic {
  readonly #seconds = new Map<number, Second>()
  /** By the time at which its ten seconds begin. */
  readonly #windows = new Map<number, TrafficPoint>()

  add({ requests, errors, latency }: Traffic, now: number): void {
    const at = Math.floor(now / secondMs) * secondMs
    const second = this.#seconds.get(at) ?? { requests: 0, errors: 0, latency: new Map<number, number>() }
    this.#seconds.set(at, second)
    const start = Math.floor(now / windowMs) * windowMs
    const window = this.#windows.get(start) ?? { at: start, requests: 0, errors: 0 }
    this.#windows.set(start, window)
    window.requests += requests
    window.errors += errors
    second.requests += requests
    second.errors += errors
    for (const [index, count] of latency) add(second.latency, index, count)
  }

  /** How it did in the ten minutes up to `now`; undefined where nothing is known. */
  usual(now: number): UsualTraffic | undefined {
    const seconds = this.#between(now - keptMs, now + secondMs)
    const requests = sumOf(seconds, 'requests')
    if (requests === 0) return undefined
    const errors = sumOf(seconds, 'errors')
    const latency = new Map<number, number>()
    for (const [, second] of seconds) for (const [index, count] of second.latency) add(latency, index, count)
    const errorRate = Math.max(usualRate(seconds), wilsonUpper(errors, requests, Z_99))
    return { requests, errors, errorRate, latencyMs: slowestUsual(latency, requests), latency }
  }

  /**
   * When it last erred more than `usual`, a rate, in [from, now]: the end of the second of the last error in ten seconds
   * of which that is certain (99 %). Null where it did not; undefined where it had too few requests to know.
   */
  lastBad(usual: number, from: number, now: number): number | null | undefined {
    const seconds = this.#between(from, now + secondMs)
    if (sumOf(seconds, 'requests') < leastInWindow) return undefined
    for (const [at, { errors }] of seconds.toReversed()) {
      if (errors === 0) continue
      const { errors: bad, requests } = this.#window(from, at + secondMs)
      if (requests >= leastInWindow && wilsonLower(bad, requests, Z_99) > usual)
        return Math.min(now, at + secondMs)
    }
    return null
  }

  /** The ten seconds before `to`, or all since `from` where they are too few to know by. */
  #window(from: number, to: number): { requests: number; errors: number } {
    const window = this.sum(Math.max(from, to - windowMs), to)
    return window.requests >= leastInWindow ? window : this.sum(from, to)
  }

  /** Sums of [from, to). */
  sum(from: number, to: number): { requests: number; errors: number } {
    const seconds = this.#between(from, to)
    return { requests: sumOf(seconds, 'requests'), errors: sumOf(seconds, 'errors') }
  }

  /** The last hour in order of time; ten seconds without a request are not in it. */
  hour(now: number): TrafficPoint[] {
    return [...this.#windows.values()]
      .filter(({ at }) => at >= now - windowsKeptMs)
      .sort((a, b) => a.at - b.at)
  }

  forget(now: number): void {
    for (const at of this.#seconds.keys()) if (at < now - keptMs) this.#seconds.delete(at)
    for (const at of this.#windows.keys()) if (at < now - windowsKeptMs) this.#windows.delete(at)
  }

  get isEmpty(): boolean {
    return this.#windows.size === 0
  }

  #between(from: number, to: number): (readonly [number, Second])[] {
    return [...this.#seconds].filter(([at]) => at > from - secondMs && at < to).sort(([a], [b]) => a - b)
  }
}

function usualRate(seconds: readonly (readonly [number, Second])[]): number {
  const windows = new Map<number, { requests: number; errors: number }>()
  for (const [at, { requests, errors }] of seconds) {
    const start = Math.floor(at / windowMs)
    const window = windows.get(start) ?? { requests: 0, errors: 0 }
    windows.set(start, { requests: window.requests + requests, errors: window.errors + errors })
  }
  const rates = [...windows.values()]
    .filter(({ requests }) => requests >= leastInWindow)
    .map(({ requests, errors }) => errors / requests)
    .sort((a, b) => a - b)
  return rates[Math.ceil(rates.length * 0.99) - 1] ?? 0
}

function slowestUsual(latency: ReadonlyMap<number, number>, requests: number): number | null {
  if (requests < leastFor95) return null
  let left = requests * (1 - (requests < leastFor99 ? 0.95 : 0.99))
  for (const [index, count] of [...latency].sort(([a], [b]) => b - a)) {
    left -= count
    if (left < 0) return latencyEndMs(index)
  }
  return null
}

function sumOf(seconds: readonly (readonly [number, Second])[], what: 'requests' | 'errors'): number {
  return seconds.reduce((sum, [, second]) => sum + second[what], 0)
}

function add(counts: Map<number, number>, index: number, count: number): void {
  counts.set(index, (counts.get(index) ?? 0) + count)
}
