import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { KillProvider } from '../features/kills/kill-dialog'
import { PaletteProvider } from '../features/palette/palette-dialogs'
import { useLive } from '../lib/live'
import { rememberPlace, usePlace } from '../lib/place'
import { overviewQuery, projectsQuery } from '../lib/queries'
import { useHereInView } from '../lib/use-here-in-view'
import { Bar } from './bar'
import { LiveContext } from './live-context'
import classes from './shell.module.css'

/** What surrounds every page: the bar that says where one is, the rail, and the kill. */
export function Shell() {
  const place = usePlace()
  const queries = useQueryClient()
  const live = useLive(place.project, queries)
  const projects = useQuery(projectsQuery)
  const project = projects.data?.find(({ key }) => key === place.project)
  const environment = project?.environments.find(({ key }) => key === place.environment)
  useEffect(() => rememberPlace(place), [place.project, place.environment])
  return (
    <LiveContext value={live}>
      <KillProvider place={place} isProduction={environment?.production ?? true}>
        <PaletteProvider>
          <a className={classes.skip} href="#page">
            Skip to the page
          </a>
          <Bar project={project} environment={environment} live={live} />
          <div className={classes.body}>
            <Rail />
            <main id="page" className={classes.page} tabIndex={-1}>
              <Outlet />
            </main>
          </div>
        </PaletteProvider>
      </KillProvider>
    </LiveContext>
  )
}

function Rail() {
  const place = usePlace()
  const overview = useQuery(overviewQuery(place))
  const { flags, rolling, kills } = overview.data ?? {}
  const at = { params: place, className: classes.link, activeProps: { className: classes.active } } as const
  return (
    <nav ref={useHereInView()} className={classes.rail} aria-label="Pages">
      <Link to="/p/$project/$environment" activeOptions={{ exact: true, includeSearch: false }} {...at}>
        Overview
      </Link>
      <Link to="/p/$project/$environment/flags" activeOptions={{ includeSearch: false }} {...at}>
        Flags <Count of={flags} />
      </Link>
      <Link to="/p/$project/$environment/releases" {...at}>
        Releases <Count of={rolling?.length} />
      </Link>
      <Link to="/p/$project/$environment/incidents" {...at}>
        Incidents <Count of={kills?.length} isAlarming />
      </Link>
      <h2 className={classes.group}>Look</h2>
      <Link to="/p/$project/$environment/who" {...at}>
        Who sees this
      </Link>
      <Link to="/p/$project/$environment/instances" {...at}>
        Instances <Count of={overview.data?.instances.connected} />
      </Link>
      <h2 className={classes.group}>Set up</h2>
      <Link to="/p/$project/$environment/services" {...at}>
        Services
      </Link>
      <Link to="/p/$project/$environment/segments" {...at}>
        Segments
      </Link>
      <Link to="/p/$project/$environment/sources" {...at}>
        Alert sources
      </Link>
      <Link to="/p/$project/$environment/notifications" {...at}>
        Notifications
      </Link>
      <Link to="/p/$project/$environment/keys" {...at}>
        Keys
      </Link>
      <Link to="/p/$project/$environment/environments" {...at}>
        Environments
      </Link>
      <Link to="/p/$project/$environment/settings" {...at}>
        Settings
      </Link>
      <h2 className={classes.group}>Read</h2>
      <Link to="/p/$project/$environment/demo" {...at}>
        Live demo
      </Link>
      <Link to="/p/$project/$environment/help" {...at}>
        Help
      </Link>
      <a className={classes.link} href="/api/docs">
        API
      </a>
    </nav>
  )
}

function Count({ of, isAlarming = false }: { of: number | undefined; isAlarming?: boolean }) {
  if (of === undefined || of === 0) return null
  return <span className={isAlarming ? classes.alarm : classes.count}>{of.toLocaleString('en')}</span>
}
