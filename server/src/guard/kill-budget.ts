import type { PlacedRelease } from '../changes/placed-releases.js'

/** Releases of one environment that the guard kills within so long where it has nothing to compare with. */
const most = 3
export const budgetWindowMs = 10 * 60_000
/** From this share on no control is worth the name. */
const noControlShare = 0.99

/**
 * A storm: when everything fails at once it is rarely the releases. Where the previous variant is served beside the new
 * one both would fail, so that those kills are never held back, and count all the same.
 */
export class KillBudget {
  /** By environment, by run, monotonic milliseconds. */
  readonly #kills = new Map<string, Map<string, number>>()

  /** Before the kill lands: others may be decided on at the same time. One that is tried again counts once. */
  note(placed: PlacedRelease, now: number): void {
    const recent = this.#recent(placed, now)
    this.#kills.set(placed.environmentId, recent.set(runOf(placed), now))
  }

  holdsBack(placed: PlacedRelease, now: number): boolean {
    const { stages, stage } = placed.release
    const share = stages[stage ?? 0]?.share ?? 0
    const recent = this.#recent(placed, now)
    return share >= noControlShare && recent.size >= most && !recent.has(runOf(placed))
  }

  #recent({ environmentId }: PlacedRelease, now: number): Map<string, number> {
    const kills = this.#kills.get(environmentId) ?? new Map<string, number>()
    return new Map([...kills].filter(([, at]) => now - at < budgetWindowMs))
  }
}

function runOf({ release }: PlacedRelease): string {
  return `${release.key} ${release.generation}`
}
