import type { Facts, Flag } from './find-flags'
import { stalenessOf } from './staleness'

export interface Asked {
  environment: string
  releases: readonly {
    key: string
    status: string
    killId: string | null
    flags: readonly { key: string }[]
  }[]
  /** By flag; one that is not in it was never evaluated. */
  lastEvaluated: Readonly<Record<string, string>>
  lastChanged: Readonly<Record<string, string>>
  now: number
}

export function factsOf(flags: readonly Flag[], asked: Asked): Facts {
  const { environment, releases, lastEvaluated, lastChanged, now } = asked
  const drafts = new Map(
    releases.flatMap(({ key, status, flags: of }) =>
      status === 'draft' ? of.map((flag) => [flag.key, key] as const) : [],
    ),
  )
  const byKill = new Map(releases.map(({ key, killId }) => [killId, key]))
  const partOf = new Map<string, string>()
  const stale = new Map<string, string>()
  for (const { key, kind, lifetime, environments } of flags) {
    const settings = environments[environment]
    const killed = settings?.kills.map((kill) => byKill.get(kill)).find((release) => release !== undefined)
    const release = settings?.release?.key ?? killed ?? drafts.get(key)
    if (release !== undefined) partOf.set(key, release)
    const lastEvaluatedAt = timeIn(lastEvaluated, key) ?? null
    const changedAt = timeIn(lastChanged, key)
    const found = stalenessOf({ kind, lifetime, settings, changedAt, lastEvaluatedAt }, now)
    if (found !== undefined) stale.set(key, found.because)
  }
  return { partOf, stale }
}

function timeIn(times: Readonly<Record<string, string>>, key: string): number | undefined {
  const at = Object.hasOwn(times, key) ? times[key] : undefined
  return at === undefined ? undefined : Date.parse(at)
}
