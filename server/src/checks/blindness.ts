import type { HoldReason } from '@ripcord/guard'
import type { PlacedRelease } from '../changes/placed-releases.js'
import type { WatchedCheck } from './watched-run.js'

/** A release with those of its checks that know nothing. */
export interface Unknown {
  placed: PlacedRelease
  unknown: readonly WatchedCheck[]
}

/** One that knows nothing holds its own release; it takes two to say that the trouble is everybody's. */
const least = 2

/**
 * Where half of all checks of an environment know nothing, what looks is broken rather than what is looked at: every
 * release of it holds, and nothing without a control beside it is killed. Told once, by what was asked, not by check.
 */
export class Blindness {
  readonly #log: { warn(fields: object, message: string): void }
  #blind = new Set<string>()
  #troubled = new Set<string>()

  constructor(log: { warn(fields: object, message: string): void }) {
    this.#log = log
  }

  look(releases: readonly Unknown[]): void {
    this.#lookAtEnvironments(releases)
    this.#lookAtBackends(releases)
  }

  holds(environmentId: string): HoldReason[] {
    return this.#blind.has(environmentId) ? ['blind'] : []
  }

  #lookAtEnvironments(releases: readonly Unknown[]): void {
    const blind = new Set<string>()
    for (const { placed } of releases) {
      const { environmentId, project, environment } = placed
      const here = releases.filter((one) => one.placed.environmentId === environmentId)
      const all = here.reduce((sum, one) => sum + one.placed.release.watches.length, 0)
      const unknown = here.reduce((sum, one) => sum + one.unknown.length, 0)
      if (unknown < least || unknown * 2 < all || blind.has(environmentId)) continue
      blind.add(environmentId)
      if (!this.#blind.has(environmentId))
        this.#log.warn(
          { project, environment },
          `The guard is blind: ${unknown} of ${all} checks know nothing. Every release here is held.`,
        )
    }
    this.#blind = blind
  }

  /** Two checks that ask the same place and know nothing are one trouble: the place's. */
  #lookAtBackends(releases: readonly Unknown[]): void {
    const asked = releases.flatMap(({ placed, unknown }) =>
      unknown.map((watch) => ({ project: placed.project, place: placeOf(watch) })),
    )
    const troubled = new Set<string>()
    for (const { project, place } of asked) {
      const key = `${project} ${place}`
      const many = asked.filter((one) => one.project === project && one.place === place).length
      if (many < least || place === undefined || troubled.has(key)) continue
      troubled.add(key)
      if (!this.#troubled.has(key))
        this.#log.warn(
          { project, backend: place },
          `${many} checks learn nothing from one place: it may be its trouble, not theirs.`,
        )
    }
    this.#troubled = troubled
  }
}

/** Whom it asks: a backend by its key, or a host; undefined for one that is told. */
export function placeOf(watch: WatchedCheck): string | undefined {
  if (watch.type === 'heartbeat') return undefined
  const { backend, url } = watch.check
  return backend ?? (url === undefined ? undefined : new URL(url).host)
}
