import { lastLatencyIndex, latencyIndex, type Traffic } from '@ripcord/sync'

/** What all requests came to since it was last taken: three numbers for each, whatever they evaluated. */
export class TrafficCount {
  #requests = 0
  #errors = 0
  readonly #latency = new Uint32Array(lastLatencyIndex + 1)

  count(isError: boolean, durationMs: number): void {
    this.#requests += 1
    this.#errors += +isError
    const index = latencyIndex(durationMs)
    this.#latency[index] = (this.#latency[index] ?? 0) + 1
  }

  /** Everything, taken out; undefined where there is nothing. */
  take(): Traffic | undefined {
    if (this.#requests === 0) return undefined
    const latency: Traffic['latency'] = []
    for (const [index, count] of this.#latency.entries()) if (count > 0) latency.push([index, count])
    const taken = { requests: this.#requests, errors: this.#errors, latency }
    this.#requests = 0
    this.#errors = 0
    this.#latency.fill(0)
    return taken
  }
}
