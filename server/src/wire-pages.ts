import { policies } from './access/policies.js'
import type { Config } from './config.js'
import { createOnCall } from './oncall/index.js'
import { createOverview } from './overview/index.js'
import type { AppOptions, Parts } from './parts.js'

const recentChanges = { limit: 50 }
const runningReleases = { limit: 100 }

/** An environment as it is now, for the console and for those on call. */
export function overviewOf(parts: Parts, clock: AppOptions['clock']) {
  const { storage, stream, guard, incidents, counts, history, releases, environments, flagCount } = parts
  return createOverview({
    clock,
    environmentId: (project, environment) => environments.idOf(project, environment),
    head: (project) => storage.changes.head(project),
    flagCount,
    guard,
    releases: async (project, environment) => {
      const lists = (['running', 'baking'] as const).map((status) =>
        releases.list(project, environment, { status }, runningReleases),
      )
      return (await Promise.all(lists)).flatMap(({ items }) => items)
    },
    incidents: (environmentId) => incidents.list(environmentId),
    propagation: (environmentId, killId) => stream.propagation(environmentId, killId, 'unsafe'),
    instances: (environmentId) => stream.instances(environmentId),
    traffic: (environmentId) => counts.traffic(environmentId),
    evaluations: (environmentId) => counts.evaluationsOfLate(environmentId),
    changes: async (project, environment) =>
      (await history.list(project, { environment }, recentChanges)).items,
  })
}

/** The pages for a phone. */
export function onCallOf(parts: Parts, config: Config, { clock, log }: AppOptions) {
  const { projects, environments, flags, kills, incidents, stream } = parts
  const environmentId = (project: string, environment: string) => environments.idOf(project, environment)
  return createOnCall({
    authenticate: (credentials) => parts.access.authenticate(credentials),
    publicUrl: config.publicUrl,
    policyOf: (permission) => policies[permission],
    clock,
    log,
    places: async () =>
      (await projects.list()).flatMap((project) =>
        project.environments.map(({ key, production }) => ({
          project: project.key,
          environment: key,
          production,
        })),
      ),
    overview: overviewOf(parts, clock),
    flags: async ({ project, environment }, text, limit) => {
      const found = await flags.list(project, { text: text || undefined, archived: false }, { limit })
      const lines = found.items.map(({ key, name, environments: at }) => ({
        key,
        name,
        enabled: at[environment]?.enabled ?? false,
        killed: (at[environment]?.kills.length ?? 0) > 0,
      }))
      return { flags: lines, more: found.nextCursor !== null }
    },
    preview: (...given) => kills.preview(...given),
    kill: (...given) => kills.kill(...given),
    readKill: async (project, environment, killId) => {
      const kill = await kills.read(project, environment, killId)
      const incident = await incidents.get(await environmentId(project, environment), killId)
      return {
        killId,
        flags: Object.keys(kill.serves),
        releases: incident?.releases.map(({ key }) => key) ?? [],
        at: kill.firstCommit.at,
        reason: kill.reason,
        by: kill.actor.name ?? kill.actor.id,
        lifted: kill.lifted !== null,
      }
    },
    propagation: async (project, environment, killId) => {
      const seen = await stream.propagation(await environmentId(project, environment), killId, 'unsafe')
      return seen && { ...seen, missing: seen.instances }
    },
  })
}
