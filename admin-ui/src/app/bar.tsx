import { Menu, Tooltip } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { Problem } from '../components/field'
import { useKill } from '../features/kills/kill-dialog'
import { usePalette } from '../features/palette/palette-dialogs'
import { api } from '../lib/api'
import { age, count } from '../lib/format'
import type { Live } from '../lib/live'
import { usePlace } from '../lib/place'
import { projectsQuery, sessionQuery } from '../lib/queries'
import { useHereInView } from '../lib/use-here-in-view'
import { useNow } from '../lib/use-now'
import classes from './bar.module.css'

interface Environment {
  key: string
  name: string
  production: boolean
}

interface BarParts {
  project: { key: string; name: string; environments: Environment[] } | undefined
  environment: Environment | undefined
  live: Live
}

const isMac = navigator.platform.startsWith('Mac')

/** Ink where production is, paper elsewhere: nobody is in the wrong one unknowingly. */
export function Bar({ project, environment, live }: BarParts) {
  const kill = useKill()
  const search = usePalette()
  return (
    <header className={environment?.production === false ? classes.paper : classes.ink}>
      <Link to="/" className={classes.logo} aria-label="Ripcord, overview">
        <svg width="12" height="18" viewBox="0 0 12 18" aria-hidden="true">
          <path d="M6 1v9" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
          <circle cx="6" cy="13" r="3.4" fill="none" className={classes.ring} strokeWidth="1.6" />
        </svg>
        <span>Ripcord</span>
      </Link>
      <Projects name={project?.key} environment={environment?.key} />
      <nav
        ref={useHereInView(project?.environments.length)}
        className={classes.environments}
        aria-label="Environments"
      >
        {project?.environments.map((one) => (
          <EnvironmentLink key={one.key} project={project.key} environment={one} />
        ))}
      </nav>
      <span className={classes.space} />
      <button type="button" className={classes.search} onClick={search} aria-keyshortcuts="Control+K">
        Search or run a command <kbd>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <Freshness live={live} />
      <Account />
      <button type="button" className={classes.kill} onClick={() => kill.ask()} aria-keyshortcuts="Shift+K">
        Kill… <kbd>K</kbd>
      </button>
    </header>
  )
}

const pages = {
  flags: '/p/$project/$environment/flags',
  releases: '/p/$project/$environment/releases',
  incidents: '/p/$project/$environment/incidents',
  who: '/p/$project/$environment/who',
  instances: '/p/$project/$environment/instances',
  services: '/p/$project/$environment/services',
  segments: '/p/$project/$environment/segments',
  sources: '/p/$project/$environment/sources',
  notifications: '/p/$project/$environment/notifications',
  keys: '/p/$project/$environment/keys',
  environments: '/p/$project/$environment/environments',
  settings: '/p/$project/$environment/settings',
  help: '/p/$project/$environment/help',
} as const

function isPage(name: string): name is keyof typeof pages {
  return Object.hasOwn(pages, name)
}

/** The same page of another environment. */
function EnvironmentLink({ project, environment }: { project: string; environment: Environment }) {
  const { environment: here } = usePlace()
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  const [, , , , page = ''] = pathname.split('/')
  const to = isPage(page) ? pages[page] : '/p/$project/$environment'
  return (
    <Link
      to={to}
      params={{ project, environment: environment.key }}
      className={environment.key === here ? classes.here : classes.environment}
      aria-current={environment.key === here ? 'true' : undefined}
    >
      {environment.key}
    </Link>
  )
}

/** Which project this is; the others, and where there are more. */
function Projects({ name, environment }: { name: string | undefined; environment: string | undefined }) {
  const projects = useQuery(projectsQuery)
  const navigate = useNavigate()
  if (projects.data === undefined || name === undefined || environment === undefined)
    return <span className={classes.project}>{name} /</span>
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes.project}>
          {name} ▾
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {projects.data.map(({ key, name: title, environments }) => (
          <Menu.Item
            key={key}
            onClick={() => {
              const environment = environments.find((one) => one.production) ?? environments[0]
              if (environment !== undefined)
                void navigate({
                  to: '/p/$project/$environment',
                  params: { project: key, environment: environment.key },
                })
            }}
          >
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          onClick={() => {
            const params = { project: name, environment }
            void navigate({ to: '/p/$project/$environment/environments', params })
          }}
        >
          Environments and projects
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Freshness({ live }: { live: Live }) {
  const now = useNow()
  const { state, revision, since } = live
  const said =
    state === 'stale'
      ? `stale for ${age(Math.max(0, now - since))}`
      : state === 'live'
        ? 'live'
        : 'connecting'
  const why =
    state === 'stale'
      ? 'The server can’t be heard: what is shown may be old. It catches up by itself.'
      : 'Changes are shown as they happen.'
  return (
    <Tooltip label={why}>
      <span className={classes.live} role="status" data-state={state}>
        <i className={classes.dot} data-state={state} />
        <span className={classes.state}>{said}</span>
        {revision !== null && <span className={classes.revision}> · revision {count(revision)}</span>}
      </span>
    </Tooltip>
  )
}

function Account() {
  const session = useQuery(sessionQuery)
  const queries = useQueryClient()
  const leave = useMutation({
    mutationFn: () => api.closeSession(),
    onSuccess() {
      queries.clear()
      location.assign('/login')
    },
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={classes.account}>
          {session.data?.actor.name ?? 'You'}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item closeMenuOnClick={false} disabled={leave.isPending} onClick={() => leave.mutate()}>
          Log out
        </Menu.Item>
        <Problem of={leave.error} />
      </Menu.Dropdown>
    </Menu>
  )
}
