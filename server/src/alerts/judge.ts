import type { Alert } from '@ripcord/model'
import type { EpisodeMatch } from '../storage/storage.js'
import type { Match } from './match.js'
import { activationOf } from './running.js'

/** An alert that is heard so long after its start tells of the past. */
const staleMs = 15 * 60_000
/** How far the clocks of a sender and of this server may stand apart. */
const skewMs = 30_000

/**
 * What becomes of the releases that an alert is about. It fails one: of those that had started when it began to fire,
 * the newest. What started later can't be its cause, and what started earlier is offered when this one is dead.
 *
 * @param now epoch milliseconds, the server's
 */
export function judge(
  { status, startsAt }: Pick<Alert, 'status' | 'startsAt'>,
  matches: readonly Match[],
  now: number,
): EpisodeMatch[] {
  const began = startsAt ?? now
  if (status === 'resolved' || status === 'info')
    return recorded(matches, 'It was resolved before it was heard to fire.')
  if (now - began > staleMs)
    return recorded(matches, `It was received ${minutes(now - began)} after it began: it tells of the past.`)
  if (status !== 'firing') {
    const because = status === 'nodata' ? 'Its sender has no data.' : 'Its sender could not measure.'
    return matches.flatMap((match) => each(match, 'holds', because))
  }
  const cause = matches.findIndex(({ release }) => began >= activationOf(release) - skewMs)
  const next = cause < 0 ? [] : matches.slice(cause + 1).map(({ release }) => release.key)
  return matches.flatMap((match, at) => {
    if (at === cause) return each(match, 'fails', 'It fires.', next)
    if (cause < 0 || at < cause) return each(match, 'recorded', 'It began before the release started.')
    return each(match, 'recorded', 'A newer release that it matches comes first.')
  })
}

function recorded(matches: readonly Match[], because: string): EpisodeMatch[] {
  return matches.flatMap((match) => each(match, 'recorded', because))
}

function each(
  { release, checks }: Match,
  effect: EpisodeMatch['effect'],
  because: string,
  next: readonly string[] = [],
): EpisodeMatch[] {
  const { key, generation } = release
  return checks.map((check) => ({ release: key, generation, check, effect, because, next }))
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)} minutes`
}
