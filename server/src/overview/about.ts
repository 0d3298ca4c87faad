import type { EntityRef } from '@ripcord/model'

/** A kill by its id, and what it took back. */
export interface Killed {
  killId: string
  flags: readonly string[]
  releases: readonly { key: string }[]
}

/** Keys of what a change is about, as a person would name it: releases, or else flags and whatever else has changed. */
export function aboutOf(entities: readonly EntityRef[], kills: readonly Killed[]): string[] {
  const ids = new Set(entities.filter(({ kind }) => kind === 'kill').map(({ key }) => key))
  const taken = kills.filter(({ killId }) => ids.has(killId))
  const releases = [
    ...entities.filter(({ kind }) => kind === 'release').map(({ key }) => key),
    ...taken.flatMap((kill) => kill.releases.map(({ key }) => key)),
  ]
  if (releases.length > 0) return [...new Set(releases)]
  const others = entities.filter(({ kind }) => kind !== 'episode' && kind !== 'kill').map(({ key }) => key)
  return [...new Set([...others, ...taken.flatMap(({ flags }) => flags)])]
}
