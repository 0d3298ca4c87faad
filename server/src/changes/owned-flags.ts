import type { EntityWrite, Release, ReleaseStatus } from '@ripcord/model'
import { unowned } from './ownership.js'
import type { Reading } from './reading.js'

/** Running releases that own one of the flags, in order of key. */
export function owners(state: Reading, environment: string, flags: readonly string[]): Release[] {
  state.need([{ kind: 'flagSettings', environment, keys: flags }])
  const keys = flags.flatMap(
    (flag) => state.get('flagSettings', environment, flag)?.value?.release?.key ?? [],
  )
  const distinct = [...new Set(keys)].sort()
  state.need([{ kind: 'release', environment, keys: distinct }])
  return distinct.flatMap((key) => state.get('release', environment, key)?.value ?? [])
}

/**
 * Whether kills leave a release anybody to serve: those that stand, and those of `more`. One without is at its end,
 * however it came there. Rehearsals do not count.
 */
export function servesSomebody(
  state: Reading,
  environment: string,
  { flags }: Release,
  more: readonly string[] = [],
): boolean {
  const index = state.index()
  const drills = new Set(index.runningDrills(environment))
  return flags.some(
    ({ key }) => !more.includes(key) && index.killsOf(environment, key).every((killId) => drills.has(killId)),
  )
}

/** Takes a release's hand off its flags: each old default outcome is back, since it never went away. */
export function giveBack(state: Reading, environment: string, { key, flags }: Release): EntityWrite[] {
  const keys = flags.map((flag) => flag.key)
  state.need([{ kind: 'flagSettings', environment, keys }])
  return keys.flatMap((flag): EntityWrite[] => {
    const settings = state.get('flagSettings', environment, flag)?.value
    if (settings?.release?.key !== key) return []
    return [{ kind: 'flagSettings', environment, key: flag, value: unowned(settings) }]
  })
}

/** A release at its end. */
export function endedAs(
  release: Release,
  status: Extract<ReleaseStatus, 'completed' | 'killed' | 'aborted'>,
  now: Date,
  more: Partial<Pick<Release, 'verdict' | 'recovery' | 'killId'>> = {},
): Release {
  const endedAt = now.toISOString()
  return { ...release, ...more, status, holds: [], suspendedUntil: null, endedAt }
}

export function releaseWrite(environment: string, value: Release): EntityWrite {
  return { kind: 'release', environment, key: value.key, value }
}
