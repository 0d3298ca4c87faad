import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { LoginPage } from '../features/login/login-page'
import { OverviewPage } from '../features/overview/overview-page'
import { ApiError } from '../lib/api'
import { lastSeenPlace } from '../lib/place'
import { projectsQuery, sessionQuery } from '../lib/queries'
import { leadingBack } from '../lib/return-address'
import { Lost, NotFound } from './lost'
import { Shell } from './shell'

export interface Context {
  queries: QueryClient
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Lost,
})

const login = createRoute({ getParentRoute: () => root, path: '/login', component: LoginPage })

/** Sends who is nobody to the log-in, and back afterwards. */
async function whoAmI(queries: QueryClient, href: string) {
  try {
    return await queries.ensureQueryData(sessionQuery)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401)
      throw redirect({ to: '/login', search: leadingBack(href) })
    throw error
  }
}

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context: { queries }, location }) => {
    await whoAmI(queries, location.href)
    const projects = await queries.ensureQueryData(projectsQuery)
    const last = lastSeenPlace()
    const project = projects.find(({ key }) => key === last?.project) ?? projects[0]
    if (project === undefined) return
    const environment =
      project.environments.find(({ key }) => key === last?.environment) ??
      project.environments.find((one) => one.production) ??
      project.environments[0]
    if (environment !== undefined)
      throw redirect({
        to: '/p/$project/$environment',
        params: { project: project.key, environment: environment.key },
      })
  },
  component: NotFound,
})

const shell = createRoute({
  getParentRoute: () => root,
  path: '/p/$project/$environment',
  beforeLoad: ({ context: { queries }, location }) => whoAmI(queries, location.href),
  component: Shell,
})

const overview = createRoute({ getParentRoute: () => shell, path: '/', component: OverviewPage })

/** What the list of flags is narrowed to: all of it in the address, so that it can be sent to somebody. */
export interface FlagsSearch {
  q?: string
  state?: string
  kind?: string
  tag?: string
  owner?: string
  /** The release that it is part of. */
  release?: string
  stale?: string
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const flags = createRoute({
  getParentRoute: () => shell,
  path: '/flags',
  validateSearch: (search: Record<string, unknown>): FlagsSearch =>
    Object.fromEntries(
      ['q', 'state', 'kind', 'tag', 'owner', 'release', 'stale'].flatMap((name) => {
        const value = text(search[name])
        return value === undefined ? [] : [[name, value]]
      }),
    ),
  component: lazyRouteComponent(() => import('../features/flags/flags-page'), 'FlagsPage'),
})

const compare = createRoute({
  getParentRoute: () => shell,
  path: '/compare',
  validateSearch: (search: Record<string, unknown>): { from?: string } => {
    const from = text(search['from'])
    return from === undefined ? {} : { from }
  },
  component: lazyRouteComponent(() => import('../features/compare/compare-page'), 'ComparePage'),
})

/** Which part of a flag is looked at, and which two revisions are compared. */
export interface FlagSearch {
  tab?: string
  from?: number
  to?: number
}

const revision = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined

const flag = createRoute({
  getParentRoute: () => shell,
  path: '/flags/$flag',
  validateSearch: (search: Record<string, unknown>): FlagSearch => {
    const [tab, from, to] = [text(search['tab']), revision(search['from']), revision(search['to'])]
    return {
      ...(tab !== undefined && { tab }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    }
  },
  component: lazyRouteComponent(() => import('../features/flag/flag-page'), 'FlagPage'),
})

const releases = createRoute({
  getParentRoute: () => shell,
  path: '/releases',
  component: lazyRouteComponent(() => import('../features/releases/releases-page'), 'ReleasesPage'),
})

const release = createRoute({
  getParentRoute: () => shell,
  path: '/releases/$release',
  component: lazyRouteComponent(() => import('../features/releases/release-page'), 'ReleasePage'),
})

const newRelease = createRoute({
  getParentRoute: () => shell,
  // Not below the releases: one of them may be called `new`.
  path: '/new-release',
  component: lazyRouteComponent(() => import('../features/releases/release-form-page'), 'NewReleasePage'),
})

const editRelease = createRoute({
  getParentRoute: () => shell,
  path: '/releases/$release/edit',
  component: lazyRouteComponent(() => import('../features/releases/release-form-page'), 'EditReleasePage'),
})

const incidents = createRoute({
  getParentRoute: () => shell,
  path: '/incidents',
  component: lazyRouteComponent(() => import('../features/incidents/incidents-page'), 'IncidentsPage'),
})

const incident = createRoute({
  getParentRoute: () => shell,
  path: '/incidents/$kill',
  component: lazyRouteComponent(() => import('../features/incidents/incident-page'), 'IncidentPage'),
})

const instances = createRoute({
  getParentRoute: () => shell,
  path: '/instances',
  component: lazyRouteComponent(() => import('../features/instances/instances-page'), 'InstancesPage'),
})

const who = createRoute({
  getParentRoute: () => shell,
  path: '/who',
  component: lazyRouteComponent(() => import('../features/who/who-page'), 'WhoPage'),
})

const sources = createRoute({
  getParentRoute: () => shell,
  path: '/sources',
  component: lazyRouteComponent(() => import('../features/sources/sources-page'), 'SourcesPage'),
})

const segments = createRoute({
  getParentRoute: () => shell,
  path: '/segments',
  component: lazyRouteComponent(() => import('../features/segments/segments-page'), 'SegmentsPage'),
})

const demo = createRoute({
  getParentRoute: () => shell,
  path: '/demo',
  component: lazyRouteComponent(() => import('../features/demo/demo-page'), 'DemoPage'),
})

const keys = createRoute({
  getParentRoute: () => shell,
  path: '/keys',
  component: lazyRouteComponent(() => import('../features/keys/keys-page'), 'KeysPage'),
})

const segment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$segment',
  component: lazyRouteComponent(() => import('../features/segments/segment-page'), 'SegmentPage'),
})

const services = createRoute({
  getParentRoute: () => shell,
  path: '/services',
  component: lazyRouteComponent(() => import('../features/services/services-page'), 'ServicesPage'),
})

const notifications = createRoute({
  getParentRoute: () => shell,
  path: '/notifications',
  component: lazyRouteComponent(
    () => import('../features/notifications/notifications-page'),
    'NotificationsPage',
  ),
})

const environments = createRoute({
  getParentRoute: () => shell,
  path: '/environments',
  component: lazyRouteComponent(
    () => import('../features/environments/environments-page'),
    'EnvironmentsPage',
  ),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-page'), 'SettingsPage'),
})

const help = createRoute({
  getParentRoute: () => shell,
  path: '/help',
  component: lazyRouteComponent(() => import('../features/help/help-page'), 'HelpPage'),
})

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      login,
      home,
      shell.addChildren([
        overview,
        flags,
        flag,
        compare,
        releases,
        release,
        newRelease,
        editRelease,
        incidents,
        incident,
        instances,
        who,
        segments,
        segment,
        services,
        keys,
        demo,
        sources,
        notifications,
        environments,
        settings,
        help,
      ]),
    ]),
    context: { queries },
    defaultPreload: 'intent',
  })
}
