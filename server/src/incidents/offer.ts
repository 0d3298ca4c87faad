import { isRunning, type Release } from '@ripcord/model'
import type { Incident } from './incident.js'

/** What to kill next, where a kill has not helped. A person decides. */
export interface Offer {
  release: string
  because: string
}

/**
 * Of the releases that run, the one that started last before the kill: what started later can't be the cause. A later kill
 * of a release is the next try, and offers by itself where it does not help either; `others`: incidents of the same
 * environment.
 */
export function offerOf(
  { recovery, restored, openedAt, killId }: Incident,
  others: readonly Incident[],
  releases: readonly Release[],
): Offer | null {
  if (recovery.state !== 'ineffective' || restored !== null) return null
  const isTriedSince = others.some(
    (one) => one.killId !== killId && one.releases.length > 0 && one.openedAt > openedAt,
  )
  if (isTriedSince) return null
  const [next] = releases
    .filter(isRunning)
    .filter(({ startedAt }) => startedAt !== null && startedAt < openedAt)
    .sort(byStart)
  if (next === undefined) return null
  return {
    release: next.key,
    because: `The kill has not helped, and of what started before it and still runs, release ${next.key} started last.`,
  }
}

/** For people: what is offered, and how it is taken. */
export function offerLine({ project, environment }: Incident, { release }: Offer): string {
  const command = `ripcord release kill ${release} --project ${project} --environment ${environment} --reason "…"`
  return `Release ${release} runs too, and of what started before the kill it started last. To kill it: ${command}`
}

function byStart(a: Release, b: Release): number {
  return Date.parse(b.startedAt ?? '') - Date.parse(a.startedAt ?? '')
}
