const secondMs = 1_000
/** Services that are followed in one environment. */
const mostServices = 2_000

/** How many evaluations each service reported of late, by the second; in memory alone. Times are epoch milliseconds. */
export class EvaluationRates {
  readonly #keptMs: number
  readonly #services = new Map<string, Map<string, Map<number, number>>>()

  constructor(keptMs: number) {
    this.#keptMs = keptMs
  }

  note(environmentId: string, service: string, count: number, now: number): void {
    const services = this.#services.get(environmentId) ?? new Map<string, Map<number, number>>()
    this.#services.set(environmentId, services)
    const seconds = services.get(service) ?? new Map<number, number>()
    if (!services.has(service) && services.size >= mostServices) return
    services.set(service, seconds)
    const at = Math.floor(now / secondMs)
    seconds.set(at, (seconds.get(at) ?? 0) + count)
    for (const second of seconds.keys()) if (this.#isOver(second, now)) seconds.delete(second)
  }

  /** Evaluations of the time that is kept, by service; a service without any is not in it. */
  sums(environmentId: string, now: number): Map<string, number> {
    const sums = new Map<string, number>()
    for (const [service, seconds] of this.#services.get(environmentId) ?? [])
      for (const [second, count] of seconds)
        if (!this.#isOver(second, now)) sums.set(service, (sums.get(service) ?? 0) + count)
    return sums
  }

  forget(now: number): void {
    for (const services of this.#services.values())
      for (const [service, seconds] of services)
        if ([...seconds.keys()].every((second) => this.#isOver(second, now))) services.delete(service)
  }

  #isOver(second: number, now: number): boolean {
    return second * secondMs <= now - this.#keptMs
  }
}
