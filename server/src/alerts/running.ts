import { compileMatchers, type Labels, type MatchedFor, wantedLabels } from '@ripcord/guard'
import { type AlertCheck, type Check, isRunning, type Release, type ReleaseStatus } from '@ripcord/model'
import type { Storage } from '../storage/storage.js'

/** What alerts of one environment may be about. */
export interface Running {
  readonly environment: string
  /** The newest activation first. */
  readonly releases: readonly RunningRelease[]
  /** Every release of the environment that is known. */
  readonly statuses: ReadonlyMap<string, ReleaseStatus>
  /** By the name of a service, the labels by which an alert is known to be about it. */
  readonly alertLabels: ReadonlyMap<string, Labels>
  /** Keys of the project's environments. */
  readonly environments: readonly string[]
}

export interface RunningRelease {
  readonly release: Release
  readonly checks: readonly ListeningCheck[]
}

/** A check that listens for alerts, its matchers made ready. */
export interface ListeningCheck {
  readonly id: string
  readonly matches: (labels: Labels) => boolean
  readonly wanted: Labels
}

export type ReadRunning = (project: string, environment: string) => Promise<Running>

/** Reads them again only where the project's log has moved on. */
export function createReadRunning(storage: Pick<Storage, 'changes' | 'projects'>): ReadRunning {
  const known = new Map<string, { revision: number; running: Running }>()
  return async (project, environment) => {
    const place = `${project} ${environment}`
    const before = known.get(place)
    if (before?.revision === (await storage.changes.head(project))) return before.running
    const environments = (await storage.projects.environments(project)).map(({ key }) => key)
    const state = await storage.changes.read(project, [
      { kind: 'release', environment },
      { kind: 'service', environment: null },
    ])
    const releases = state.list('release', environment).flatMap(({ value }) => value ?? [])
    const services = state.list('service', null).flatMap(({ value }) => value ?? [])
    const running = runningOf(environment, releases)
    const alertLabels = new Map(services.map(({ name, alertLabels: labels }) => [name, labels]))
    known.set(place, { revision: state.revision, running: { ...running, alertLabels, environments } })
    return { ...running, alertLabels, environments }
  }
}

function runningOf(
  environment: string,
  releases: readonly Release[],
): Pick<Running, 'environment' | 'releases' | 'statuses'> {
  const running = releases.filter(isRunning)
  return {
    environment,
    releases: running
      .sort((a, b) => activationOf(b) - activationOf(a))
      .map((release) => ({
        release,
        checks: listening(release.watches, { release: release.key, environment }),
      })),
    statuses: new Map(releases.map(({ key, status }) => [key, status])),
  }
}

/** Epoch milliseconds. */
export function activationOf({ startedAt }: Pick<Release, 'startedAt'>): number {
  return startedAt === null ? 0 : Date.parse(startedAt)
}

/** Those of a release's checks that listen for alerts. */
export function listening(checks: readonly Check[], matchedFor: MatchedFor): ListeningCheck[] {
  return checks
    .filter((check): check is AlertCheck => check.type === 'alert')
    .map(({ id, match }) => ({
      id,
      matches: compileMatchers(match, matchedFor),
      wanted: wantedLabels(match, matchedFor),
    }))
}
