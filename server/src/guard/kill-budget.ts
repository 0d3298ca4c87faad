import type { GuardDecision } from '@ripcord/guard'
import type { PlacedRelease } from '../changes/placed-releases.js'

/** Releases of one environment that the guard kills within so long before it takes more for a storm. */
const most = 3
export const budgetWindowMs = 10 * 60_000
/** From this share on no control is worth the name. */
const noControlShare = 0.99

/**
 * A storm: when everything fails at once it is rarely the releases. What was counted while the previous variant was
 * served beside the new one is never held back, and counts all the same; checks and alerts are, at whatever share.
 */
export class KillBudget {
  /** By environment, by run, monotonic milliseconds. */
  readonly #kills = new Map<string, Map<string, number>>()

  /** Before the kill lands: others may be decided on at the same time. One that is tried again counts once. */
  note(placed: PlacedRelease, now: number): void {
    const recent = this.#recent(placed, now)
    this.#kills.set(placed.environmentId, recent.set(runOf(placed), now))
  }

  /** Whether there were as many kills of other runs as it takes to be a storm. */
  isSpent(placed: PlacedRelease, now: number): boolean {
    const recent = this.#recent(placed, now)
    return recent.size >= most && !recent.has(runOf(placed))
  }

  /** In a storm only what was counted beside the previous variant kills: a shared outage would show in both. */
  allows(placed: PlacedRelease, decision: GuardDecision, now: number): boolean {
    return !this.isSpent(placed, now) || isHeldAgainstControl(placed, decision)
  }

  #recent({ environmentId }: PlacedRelease, now: number): Map<string, number> {
    const kills = this.#kills.get(environmentId) ?? new Map<string, number>()
    return new Map([...kills].filter(([, at]) => now - at < budgetWindowMs))
  }
}

function isHeldAgainstControl({ release }: PlacedRelease, { assessments }: GuardDecision): boolean {
  const share = release.stages[release.stage ?? 0]?.share ?? 0
  const fromOutside = release.watches.filter(({ type }) => type !== 'sdk-outcomes').map(({ id }) => id)
  return (
    share < noControlShare &&
    assessments.some(({ check, outcome }) => outcome === 'fail' && !fromOutside.includes(check))
  )
}

function runOf({ release }: PlacedRelease): string {
  return `${release.key} ${release.generation}`
}
