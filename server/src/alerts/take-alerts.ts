import type { Alert } from '@ripcord/model'
import type { Episode, EpisodeMatch, IntakeSource } from '../storage/storage.js'
import { judge } from './judge.js'
import type { KnownEpisodes } from './known-episodes.js'
import { matchesOf, warningsOf } from './match.js'
import type { Running } from './running.js'

export interface TakeDeps {
  known: KnownEpisodes
  running: Running
  /** How many open ones a check of a run has. */
  openCount: (match: EpisodeMatch) => number
  /** Whether one more row may be written that neither kills nor holds. */
  mayRecord: () => boolean
  /** Epoch milliseconds. */
  now: number
}

/** What alerts of one delivery come to; nothing is written yet. */
export interface Taken {
  /** Rows to be written: new ones, and ones that change. */
  puts: Episode[]
  /** Of those, the new ones. */
  news: Episode[]
  duplicates: number
  /** Alerts that nothing was made of: too many came at once. */
  shed: number
  ignored: number
}

/** From so many open ones on, a check is told nothing new by another. */
const mostOpenPerCheck = 100

/** Tells what is new in a delivery from what is known, and what the new is about. */
export async function takeAlerts(
  alerts: readonly Alert[],
  source: IntakeSource,
  deps: TakeDeps,
): Promise<Taken> {
  const taken: Taken = { puts: [], news: [], duplicates: 0, shed: 0, ignored: 0 }
  // A group may hold an episode twice.
  const here = new Map<string, Episode>()
  for (const alert of alerts) {
    if (alert.status === 'info') {
      taken.ignored += 1
      continue
    }
    const seen = here.get(alert.episode)?.state ?? deps.known.remembered(source.id, alert.episode)
    if (seen !== undefined && !mayBeNews(seen, alert)) {
      taken.duplicates += 1
      continue
    }
    const fresh = episodeOf(alert, source, deps)
    const isUrgent = (seen !== undefined && seen !== 'resolved') || countsOf(fresh, deps)
    if (!isUrgent && !deps.mayRecord()) {
      taken.shed += 1
      continue
    }
    const before = here.get(alert.episode) ?? (await deps.known.read(source.id, alert.episode))
    if (before !== undefined && !isNews(before, alert)) {
      taken.duplicates += 1
      deps.known.note(before)
      continue
    }
    const put = before === undefined || before.state === 'resolved' ? fresh : changed(before, fresh)
    here.set(alert.episode, put)
    taken.puts.push(put)
    if (before === undefined || put.state !== 'resolved') taken.news.push(put)
  }
  return taken
}

/** Whether it may tell more of an episode than its state: it ends, begins again, or what could not be measured does fire. */
function mayBeNews(before: Episode['state'], { status, recurs = false }: Alert): boolean {
  if (before === 'resolved') return recurs && status !== 'resolved'
  if (status === 'resolved') return true
  return before !== 'firing' && status === 'firing'
}

/** What began before the end that is known of comes late, and begins nothing. */
function isNews({ state, endedAt }: Episode, alert: Alert): boolean {
  if (!mayBeNews(state, alert)) return false
  return state !== 'resolved' || alert.startsAt === null || alert.startsAt > (endedAt ?? 0)
}

/** Whether it kills or holds, and is not one of very many that do. */
function countsOf({ matches }: Episode, { openCount }: TakeDeps): boolean {
  return matches.some((match) => match.effect !== 'recorded' && openCount(match) < mostOpenPerCheck)
}

function changed(before: Episode, fresh: Episode): Episode {
  // What it has killed or held is told of it when it has ended, too.
  if (fresh.state === 'resolved') return { ...before, state: 'resolved', endedAt: fresh.receivedAt }
  return { ...before, state: fresh.state, matches: fresh.matches, warnings: fresh.warnings }
}

function episodeOf(alert: Alert, source: IntakeSource, { running, now }: TakeDeps): Episode {
  const matches = judge(alert, matchesOf(alert.labels, source, running), now)
  return {
    sourceId: source.id,
    episode: alert.episode,
    environmentId: source.environmentId,
    state: alert.status === 'info' ? 'resolved' : alert.status,
    receivedAt: now,
    endedAt: alert.status === 'resolved' ? now : null,
    alert: keptOf(alert),
    matches,
    warnings: [
      ...futureWarning(alert, now),
      ...(matches.length > 0 ? [] : warningsOf(alert.labels, source, running)),
    ],
  }
}

/** It counts all the same: better one kill too many than a sender whose clock is wrong and who is never heard. */
function futureWarning({ startsAt }: Alert, now: number): string[] {
  if (startsAt === null || startsAt - now < aheadMs) return []
  return [
    `It says that it begins at ${new Date(startsAt).toISOString()}, which is yet to come: look at the sender's clock.`,
  ]
}

/** Clocks that differ by less are nobody's trouble. */
const aheadMs = 60_000
const mostEntries = 50
const mostCharacters = 500

/** What is kept of an alert: what a person reads. */
function keptOf({ sender, startsAt, severity, labels, annotations, value, url }: Alert): Episode['alert'] {
  return {
    sender,
    startsAt,
    severity: severity?.slice(0, mostCharacters) ?? null,
    labels: cut(labels),
    annotations: cut(annotations),
    value: value?.slice(0, mostCharacters) ?? null,
    url: url?.slice(0, 2_000) ?? null,
  }
}

function cut(entries: { readonly [name: string]: string }): { readonly [name: string]: string } {
  const some = Object.entries(entries).slice(0, mostEntries)
  return Object.fromEntries(
    some.map(([name, value]) => [name.slice(0, mostCharacters), value.slice(0, mostCharacters)]),
  )
}
