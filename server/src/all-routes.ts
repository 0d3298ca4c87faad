import { keysRoutes } from './access/keys-routes.js'
import { sessionRoutes } from './access/session-routes.js'
import { tokensRoutes } from './access/tokens-routes.js'
import { alertsRoutes } from './alerts/alerts-routes.js'
import { sourcesRoutes } from './alerts/sources-routes.js'
import { followChanges } from './changes/follow-changes.js'
import { historyRoutes } from './changes/history-routes.js'
import { checksRoutes } from './checks/checks-routes.js'
import { countsRoutes } from './counts/counts-routes.js'
import { demoRoutes } from './demo/demo-routes.js'
import type { Demo } from './demo/index.js'
import { deploymentsRoutes } from './deployments/deployments-routes.js'
import { environmentsRoutes } from './environments/environments-routes.js'
import { evaluateRoutes } from './flags/evaluate-routes.js'
import { flagsRoutes } from './flags/flags-routes.js'
import { guardRoutes } from './guard/guard-routes.js'
import type { Route } from './http/route.js'
import { createAutomaticKills } from './incidents/automatic-kills.js'
import { incidentsRoutes } from './incidents/incidents-routes.js'
import { createMoments } from './incidents/moments.js'
import { killsRoutes } from './kills/kills-routes.js'
import { notifyRoutes } from './notify/notify-routes.js'
import { overviewRoutes } from './overview/overview-routes.js'
import type { AppOptions, Parts } from './parts.js'
import { projectsRoutes } from './projects/projects-routes.js'
import { releasesRoutes } from './releases/releases-routes.js'
import { segmentsRoutes } from './segments/segments-routes.js'
import { servicesRoutes } from './services/services-routes.js'
import { instancesRoutes } from './stream/instances-routes.js'
import { overviewOf } from './wire-pages.js'

/** Every route of `/api/v1`. */
export function routesOf(parts: Parts, demo: Demo, { clock }: AppOptions): Route[] {
  const { storage, stream, environments, leave } = parts
  const environmentId = (project: string, environment: string) => environments.idOf(project, environment)
  return [
    ...sessionRoutes({ sessions: parts.sessions, authenticator: parts.access, cookies: parts.cookies }),
    ...tokensRoutes({ access: storage.access, clock }),
    ...projectsRoutes(parts.projects),
    ...environmentsRoutes(environments),
    ...keysRoutes({ sdkKeys: parts.sdkKeys, environmentId }),
    ...flagsRoutes(parts.flags),
    ...evaluateRoutes({ changes: storage.changes, environmentId, clock }),
    ...segmentsRoutes(parts.segments),
    ...killsRoutes(parts.kills),
    ...releasesRoutes({
      releases: parts.releases,
      kill: (project, environment, release, request, by) =>
        parts.kills.kill(project, environment, { ...request, target: { type: 'release', release } }, by),
      passes: async (project, environment, release) =>
        parts.guard.passes(await environmentId(project, environment), release),
      leave: leave.signal,
    }),
    ...servicesRoutes(parts.services),
    ...guardRoutes({
      guard: parts.guard,
      release: (...given) => parts.releases.read(...given),
      environmentId,
    }),
    ...checksRoutes({
      checks: parts.checks,
      backends: parts.backends,
      measure: parts.measure,
      problems: parts.checkProblems,
      keyRing: parts.keyRing,
      release: (...given) => parts.releases.read(...given),
      environmentId,
    }),
    ...sourcesRoutes({ sources: parts.sources, environmentId }),
    ...alertsRoutes({ alerts: parts.alerts, environmentId }),
    ...notifyRoutes({ channels: parts.channels, notify: parts.notify, clock }),
    ...deploymentsRoutes({ deployments: parts.deployments, environmentId }),
    ...incidentsRoutes({
      incidents: parts.incidents,
      automatic: createAutomaticKills(storage.automaticKills, clock),
      moments: createMoments({ storage, decisions: (...given) => parts.guard.decisionsAt(...given) }),
      environmentId,
    }),
    ...instancesRoutes({
      environmentId,
      refused: (id) => parts.guard.refused(id),
      instances: (id) => stream.instances(id),
      propagation: (id, killId, shown) => stream.propagation(id, killId, shown),
      strike: (id, instance) => stream.strike(id, instance),
    }),
    ...demoRoutes(demo),
    ...countsRoutes({ counts: parts.counts, clock, environmentId }),
    ...overviewRoutes(overviewOf(parts, clock)),
    ...historyRoutes({
      history: parts.history,
      head: (project) => storage.changes.head(project),
      follow: (project, after, signal) =>
        followChanges(storage.changes, project, after, AbortSignal.any([signal, leave.signal])),
    }),
  ]
}
