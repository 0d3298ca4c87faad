import type { CheckRow } from '@ripcord/guard'
import type { PlacedRelease } from '../changes/placed-releases.js'
import type { Episode, EpisodeMatch } from '../storage/storage.js'

interface OpenAlert {
  readonly episode: Episode
  readonly match: EpisodeMatch
  /** Name of its source. */
  readonly source: string
}

/** Characters of labels that evidence shows: it is stored each second. */
const shownLabels = 300

/** The episodes that are open and fail or hold a running release. Built again from rows at each start. */
export class OpenAlerts {
  /** By check of a run, by episode. */
  readonly #open = new Map<string, Map<string, OpenAlert>>()

  add(episode: Episode, source: string): void {
    this.close(episode)
    for (const match of episode.matches) {
      if (match.effect === 'recorded') continue
      const check = checkOf(episode.environmentId, match, match.check)
      const open = this.#open.get(check) ?? new Map<string, OpenAlert>()
      this.#open.set(check, open.set(keyOf(episode), { episode, match, source }))
    }
  }

  close(episode: Episode): void {
    for (const match of episode.matches) {
      const check = checkOf(episode.environmentId, match, match.check)
      const open = this.#open.get(check)
      open?.delete(keyOf(episode))
      if (open?.size === 0) this.#open.delete(check)
    }
  }

  /** How many are open for one check of a run. */
  count(environmentId: string, match: Pick<EpisodeMatch, 'release' | 'generation' | 'check'>): number {
    return this.#open.get(checkOf(environmentId, match, match.check))?.size ?? 0
  }

  /** Lets go of runs that have ended. */
  keepOnly(running: readonly PlacedRelease[]): void {
    const kept = new Set(
      running.flatMap(({ environmentId, release }) =>
        release.watches.map(({ id }) =>
          checkOf(environmentId, { release: release.key, generation: release.generation }, id),
        ),
      ),
    )
    for (const check of this.#open.keys()) if (!kept.has(check)) this.#open.delete(check)
  }

  /** What the checks of a running release that listen for alerts say now, one row each. */
  rows({ environmentId, release }: PlacedRelease): CheckRow[] {
    const run = { release: release.key, generation: release.generation }
    return release.watches
      .filter(({ type }) => type === 'alert')
      .map(({ id }) => rowOf(id, [...(this.#open.get(checkOf(environmentId, run, id))?.values() ?? [])]))
  }
}

function rowOf(check: string, open: readonly OpenAlert[]): CheckRow {
  const failing = open.find(({ match }) => match.effect === 'fails')
  if (failing !== undefined) {
    return {
      check,
      outcome: 'fail',
      because: `${named(failing)} fires, received from ${failing.source}.`,
      since: sinceOf(failing),
      evidence: evidenceOf(failing),
    }
  }
  const holding = open[0]
  if (holding === undefined) return { check, outcome: 'pass', because: 'No alert that it asks for is open.' }
  return {
    check,
    outcome: 'hold',
    hold: holding.episode.state === 'nodata' ? 'no-data' : 'error',
    because: `${named(holding)}: ${holding.match.because}`,
    evidence: evidenceOf(holding),
  }
}

/** As its sender says, whose clock may be fast. */
function sinceOf({ episode: { alert, receivedAt } }: OpenAlert): number {
  return Math.min(alert.startsAt ?? receivedAt, receivedAt)
}

function named({ episode: { alert } }: OpenAlert): string {
  const name = alert.labels['alertname']
  return name === undefined ? 'An alert' : `The alert ${JSON.stringify(name.slice(0, 100))}`
}

function evidenceOf({ episode, match, source }: OpenAlert): NonNullable<CheckRow['evidence']> {
  const { alert, receivedAt } = episode
  return {
    source,
    labels: labelsOf(alert.labels),
    receivedAt: new Date(receivedAt).toISOString(),
    ...(alert.startsAt !== null && { startsAt: new Date(alert.startsAt).toISOString() }),
    ...(alert.url !== null && { url: alert.url }),
    ...(match.next.length > 0 && { next: match.next.join(', ') }),
  }
}

function labelsOf(labels: { readonly [label: string]: string }): string {
  const text = Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(', ')
  return text.length > shownLabels ? `${text.slice(0, shownLabels)}…` : text
}

function checkOf(
  environmentId: string,
  { release, generation }: Pick<EpisodeMatch, 'release' | 'generation'>,
  check: string,
): string {
  return JSON.stringify([environmentId, release, generation, check])
}

function keyOf({ sourceId, episode }: Episode): string {
  return `${sourceId} ${episode}`
}
