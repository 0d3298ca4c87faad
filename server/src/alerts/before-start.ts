import type { Check } from '@ripcord/model'
import type { Episode, IntakeSource, IntakeStore } from '../storage/storage.js'
import { type Asking, checksAsking } from './match.js'
import { listening, type ReadRunning } from './running.js'

/** What a check that listens says of a release that has not begun: `red` where an alert fires that it would ask for. */
export interface HeardBefore {
  check: Check
  says: 'good' | 'red'
  because: string
}

/** Where a release is that has not begun. */
interface HeardFor {
  project: string
  environment: string
  environmentId: string
  release: string
  services: Asking['release']['services']
}

export type HearBeforeStart = (checks: readonly Check[], at: HeardFor) => Promise<HeardBefore[]>

/** Of an environment, the newest. */
const mostLookedAt = 500

/** Whether alerts fire already that a release would ask for: they began before it, and count for nothing then. */
export function createHearBeforeStart(
  intake: Pick<IntakeStore, 'episodes' | 'source'>,
  readRunning: ReadRunning,
): HearBeforeStart {
  return async (checks, { project, environment, environmentId, release: key, services }) => {
    const asking = {
      release: { key, services },
      checks: listening(checks, { release: key, environment }),
    }
    if (asking.checks.length === 0) return []
    const running = await readRunning(project, environment)
    const firing = new Map<string, Episode>()
    const episodes = (await intake.episodes(environmentId, { limit: mostLookedAt })).filter(
      ({ state }) => state === 'firing',
    )
    const sources = await sourcesOf(episodes, intake)
    for (const episode of episodes) {
      const source = sources.get(episode.sourceId)
      if (source === undefined || source.revokedAt !== null) continue
      for (const check of checksAsking(asking, episode.alert.labels, source, running))
        if (!firing.has(check)) firing.set(check, episode)
    }
    return checks
      .filter(({ type }) => type === 'alert')
      .map((check) => ({ check, ...wordOf(firing.get(check.id)) }))
  }
}

/** Each is read once, however much it told. */
async function sourcesOf(
  episodes: readonly Episode[],
  intake: Pick<IntakeStore, 'source'>,
): Promise<Map<string, IntakeSource | undefined>> {
  const ids = [...new Set(episodes.map(({ sourceId }) => sourceId))]
  return new Map(await Promise.all(ids.map(async (id) => [id, await intake.source(id)] as const)))
}

function wordOf(firing: Episode | undefined): Pick<HeardBefore, 'says' | 'because'> {
  if (firing === undefined) return { says: 'good', because: 'no alert fires that it asks for' }
  const { alert, receivedAt } = firing
  const name = JSON.stringify((alert.labels['alertname'] ?? 'without a name').slice(0, 100))
  const since = new Date(alert.startsAt ?? receivedAt).toISOString()
  return { says: 'red', because: `the alert ${name} fires since ${since}` }
}
