import type { Overview } from '@ripcord/api'
import { durationMs, isRunning } from '@ripcord/model'
import type { ChangeView } from '../changes/history-service.js'
import type { Clock } from '../clock.js'
import { aboutOf } from './about.js'
import type { OverviewFacts } from './facts.js'
import { sayOverview } from './say-overview.js'

/*
 * An environment as it is now, put together from what its capabilities know.
 *
 *   index.ts   the facts         say-overview.ts   the sentence that is made of them
 *   about.ts   what a change is about
 */

type Kill = OverviewFacts['kills'][number]
type Rolling = OverviewFacts['rolling'][number]

/** What other capabilities know. */
export interface OverviewDeps {
  clock: Pick<Clock, 'now'>
  environmentId: (project: string, environment: string) => Promise<string>
  head: (project: string) => Promise<number>
  flagCount: (project: string) => Promise<number>
  guard: {
    pulse(): { lastTickAt: string | null; isBlind: boolean }
    view(
      environmentId: string,
      release: string,
    ): Promise<
      | {
          generation: number
          bakedMs: number
          decision: { because: string; holds: readonly Rolling['holds'][number][] } | null
        }
      | undefined
    >
  }
  releases: (project: string, environment: string) => Promise<readonly ReleaseNow[]>
  incidents: (environmentId: string) => Promise<readonly IncidentNow[]>
  propagation: (environmentId: string, killId: string) => Promise<{ safe: number; total: number } | undefined>
  instances: (environmentId: string) => Promise<readonly InstanceNow[]>
  traffic: (environmentId: string) => readonly TrafficNow[]
  evaluations: (environmentId: string) => { ms: number; services: ReadonlyMap<string, number> }
  changes: (project: string, environment: string) => Promise<readonly ChangeView[]>
}

interface ReleaseNow {
  key: string
  status: Rolling['status']
  generation: number
  stage: number | null
  stages: readonly { share: number; bakeTime: string }[]
  startedAt: string | null
  flags: readonly { key: string }[]
  services: readonly { name: string }[]
  policy: { mode: Rolling['mode'] }
  holds: readonly { reason: Exclude<Rolling['holds'][number], 'suspended'>; because: string }[]
}

interface IncidentNow {
  killId: string
  flags: string[]
  releases: { key: string }[]
  openedAt: string
  actor: Kill['actor']
  reason: string
  recovery: { state: Kill['recovery'] }
  restored: unknown
}

interface InstanceNow {
  service: string
  version: string
  connected: boolean
  lag: number
}

interface TrafficNow {
  service: string
  recent: { requests: number; errors: number; ms: number }
  hour: readonly { at: number; requests: number; errors: number }[]
}

const hourMs = 3_600_000
const mostKills = 100

export function createOverview(
  deps: OverviewDeps,
): (project: string, environment: string) => Promise<Overview> {
  return async (project, environment) => {
    const id = await deps.environmentId(project, environment)
    const now = deps.clock.now()
    const [revision, flags, releases, incidents, instances, changes] = await Promise.all([
      deps.head(project),
      deps.flagCount(project),
      deps.releases(project, environment),
      deps.incidents(id),
      deps.instances(id),
      deps.changes(project, environment),
    ])
    const standing = incidents.filter(({ restored }) => restored === null).slice(0, mostKills)
    const connected = instances.filter((one) => one.connected)
    const facts: OverviewFacts = {
      at: now.toISOString(),
      revision,
      flags,
      guard: deps.guard.pulse(),
      instances: {
        connected: connected.length,
        current: connected.filter(({ lag }) => lag === 0).length,
      },
      rolling: await Promise.all(releases.filter(isRunning).map((one) => rollingOf(deps, id, one))),
      kills: await Promise.all(standing.map((one) => killOf(deps, id, one))),
      services: servicesOf(instances, deps.traffic(id), deps.evaluations(id)),
      changes: changes
        .filter(({ at }) => now.getTime() - Date.parse(at) <= hourMs)
        .map((change) => changeOf(change, incidents)),
    }
    return { ...sayOverview(facts), ...facts }
  }
}

async function rollingOf(
  { guard }: OverviewDeps,
  environmentId: string,
  release: ReleaseNow,
): Promise<Rolling> {
  const { key, status, stage, stages, startedAt, flags, services, policy, holds } = release
  const seen = await guard.view(environmentId, key)
  const view = seen?.generation === release.generation ? seen : undefined
  const [held] = holds
  return {
    release: key,
    status,
    stage: stage ?? 0,
    stages: stages.map(({ share, bakeTime }) => ({ share, bakeMs: durationMs(bakeTime) ?? 0 })),
    bakedMs: view?.bakedMs ?? 0,
    startedAt,
    flags: flags.map(({ key: flag }) => flag),
    services: services.map(({ name }) => name),
    mode: policy.mode,
    holds: [...new Set([...holds.map(({ reason }) => reason), ...(view?.decision?.holds ?? [])])],
    because: held?.because ?? view?.decision?.because ?? 'The guard has not looked at it yet.',
  }
}

async function killOf(
  { propagation }: OverviewDeps,
  environmentId: string,
  incident: IncidentNow,
): Promise<Kill> {
  const { killId, flags, releases, openedAt, actor, reason, recovery } = incident
  const { safe, total } = (await propagation(environmentId, killId)) ?? { safe: 0, total: 0 }
  return {
    killId,
    flags,
    releases: releases.map(({ key }) => key),
    at: openedAt,
    actor,
    reason,
    safe,
    total,
    recovery: recovery.state,
  }
}

function servicesOf(
  instances: readonly InstanceNow[],
  traffic: readonly TrafficNow[],
  evaluations: ReturnType<OverviewDeps['evaluations']>,
): OverviewFacts['services'] {
  const told = new Map(traffic.map((one) => [one.service, one]))
  const names = new Set([
    ...instances.filter((one) => one.connected).map(({ service }) => service),
    ...told.keys(),
  ])
  return [...names].sort().map((service) => {
    const connected = instances.filter((one) => one.connected && one.service === service)
    const { recent, hour = [] } = told.get(service) ?? {}
    const knows = recent !== undefined && recent.requests > 0
    return {
      service,
      versions: versionsOf(connected),
      connected: connected.length,
      lag: Math.max(0, ...connected.map(({ lag }) => lag)),
      evaluationsPerSecond: ((evaluations.services.get(service) ?? 0) * 1_000) / evaluations.ms,
      requestsPerSecond: knows ? (recent.requests * 1_000) / recent.ms : null,
      errorRate: knows ? recent.errors / recent.requests : null,
      traffic: hour.map(({ at, requests, errors }) => ({ at: new Date(at).toISOString(), requests, errors })),
    }
  })
}

function versionsOf(connected: readonly InstanceNow[]): { version: string; instances: number }[] {
  const counts = new Map<string, number>()
  for (const { version } of connected) counts.set(version, (counts.get(version) ?? 0) + 1)
  return [...counts]
    .map(([version, instances]) => ({ version, instances }))
    .sort((a, b) => b.instances - a.instances || a.version.localeCompare(b.version))
}

function changeOf(change: ChangeView, kills: readonly IncidentNow[]): OverviewFacts['changes'][number] {
  const { revision, at, kind, actor, reason, entities } = change
  return { revision, at, kind, actor, reason, entities, about: aboutOf(entities, kills) }
}
