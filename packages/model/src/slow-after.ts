import { durationMs } from './duration.js'
import type { Release } from './release.js'

type Watched = Pick<Release, 'services' | 'watches'>

/** Above which a request of a run is slow, milliseconds; undefined where nobody says, and nothing was measured. */
export function slowAfterMsOf(release: Watched & Pick<Release, 'before'>): number | undefined {
  return namedSlowAfterMs(release) ?? slowestUsual(release, release.before ?? {})
}

/** What a person has named. */
export function namedSlowAfterMs({ watches }: Pick<Release, 'watches'>): number | undefined {
  const outcomes = watches.find((check) => check.type === 'sdk-outcomes')
  return outcomes?.slowAfter === undefined ? undefined : durationMs(outcomes.slowAfter)
}

/** One number for all services, as a flag carries one: what is usual anywhere is slow nowhere. */
export function slowestUsual(
  { services, watches }: Watched,
  of: Readonly<Record<string, { readonly latencyMs: number | null }>>,
): number | undefined {
  if (!watches.some(({ type }) => type === 'sdk-outcomes')) return undefined
  const known = services.flatMap(({ name }) => of[name]?.latencyMs ?? [])
  // Of a service of which nothing is known everything might be slow.
  return known.length < services.length ? undefined : Math.max(1, Math.ceil(Math.max(...known)))
}
