const weekMs = 7 * 24 * 60 * 60_000
/** Pairs of service and flag remembered in one environment. */
const mostPairs = 100_000

/** When which service last evaluated which flag; in memory, for the order in which instances are shown. */
export class ServiceEvaluations {
  readonly #lastAt = new Map<string, Map<string, number>>()

  note(environmentId: string, service: string, flag: string, now: number): void {
    const pairs = this.#lastAt.get(environmentId) ?? new Map<string, number>()
    this.#lastAt.set(environmentId, pairs)
    const pair = pairOf(service, flag)
    if (pairs.has(pair) || pairs.size < mostPairs) pairs.set(pair, now)
  }

  /** Whether the service has evaluated one of the flags in the last seven days. */
  has(environmentId: string, service: string, flags: readonly string[], now: number): boolean {
    const pairs = this.#lastAt.get(environmentId)
    return flags.some(
      (flag) => now - (pairs?.get(pairOf(service, flag)) ?? Number.NEGATIVE_INFINITY) <= weekMs,
    )
  }

  forget(now: number): void {
    for (const pairs of this.#lastAt.values())
      for (const [pair, at] of pairs) if (now - at > weekMs) pairs.delete(pair)
  }
}

function pairOf(service: string, flag: string): string {
  return `${flag}\u0000${service}`
}
