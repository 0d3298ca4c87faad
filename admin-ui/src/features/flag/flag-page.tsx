import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Button } from '../../components/button'
import { PageHead, Panel, Skeleton } from '../../components/panel'
import { Pending } from '../../components/pending'
import { unbroken } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagQuery } from '../../lib/queries'
import { type KillTarget, useKill, useKillAim } from '../kills/kill-dialog'
import { toFragment } from '../who/asked'
import { About } from './about'
import { Archived } from './archived'
import { Code } from './code'
import type { Flag, Settings } from './flag'
import classes from './flag-page.module.css'
import { FlagInstances, InstancesPanel } from './instances'
import { LastChange } from './last-change'
import { Lifecycle } from './lifecycle'
import { Live } from './live'
import { Served } from './served'
import { Switch } from './switch'
import { TargetingView } from './targeting-view'
import { standsAs } from './words'

const FlagHistory = lazy(async () => ({ default: (await import('./history/flag-history')).FlagHistory }))

const tabs = {
  targeting: 'Targeting',
  live: 'Live',
  instances: 'Instances',
  history: 'History',
  code: 'Code',
}
type Tab = keyof typeof tabs

const TargetingEditor = lazy(async () => ({
  default: (await import('./editor/targeting-editor')).TargetingEditor,
}))

/** One flag in one environment: who gets what, what is served, and how it came to be so. */
export function FlagPage() {
  const { project, environment } = usePlace()
  const { flag: key = '' } = useParams({ strict: false })
  const { data, error } = useQuery(flagQuery(project, key))
  const settings = data?.environments[environment]
  if (data === undefined || settings === undefined)
    return <Pending title={<code>{key}</code>} error={error} lines={8} />
  return <Known key={`${environment}/${key}`} flag={data} settings={settings} />
}

interface Parts {
  flag: Flag
  settings: Settings
}

function Known({ flag, settings }: Parts) {
  const place = usePlace()
  const kill = useKill()
  const { tab: asked } = useSearch({ from: '/p/$project/$environment/flags/$flag' })
  const tab: Tab = asked !== undefined && Object.hasOwn(tabs, asked) ? (asked as Tab) : 'targeting'
  const [isEdited, setEdited] = useState(false)
  const { key, archived } = flag
  const target = useMemo<KillTarget | undefined>(
    () => (archived ? undefined : { type: 'flags', flags: [key] }),
    [archived, key],
  )
  useKillAim(target)
  return (
    <>
      <PageHead
        above={
          <Link to="/p/$project/$environment/flags" params={place}>
            Flags /
          </Link>
        }
        title={
          <>
            <code className={classes.key}>{key}</code>{' '}
            {archived
              ? 'is archived: SDKs no longer get it, and code gets its own default.'
              : unbroken(standsAs(place.environment, settings))}
          </>
        }
        detail={<About flag={flag} />}
      >
        {target !== undefined && (
          <Button tone="quietDanger" onClick={() => kill.ask(target)} aria-keyshortcuts="Shift+K">
            Kill {key} in {place.environment}
          </Button>
        )}
      </PageHead>
      {archived && <Archived flag={flag} />}
      <div className={classes.tabs}>
        <Tabs shown={tab} />
        <Link
          to="/p/$project/$environment/who"
          params={place}
          hash={toFragment({ flag: key, context: '', beside: '' }).slice(1)}
          className={classes.tab}
        >
          Who sees this
        </Link>
        <LastChange flag={key} />
      </div>
      <Suspense
        fallback={
          <Panel>
            <Skeleton lines={5} />
          </Panel>
        }
      >
        {tab === 'targeting' && (
          <div className={classes.grid}>
            <div className={classes.stack}>
              {!archived && <Switch flag={key} settings={settings} />}
              {isEdited ? (
                <TargetingEditor flag={flag} settings={settings} onDone={() => setEdited(false)} />
              ) : (
                <TargetingView flag={flag} settings={settings} onEdit={() => setEdited(true)} />
              )}
            </div>
            <div className={classes.stack}>
              <Served flag={flag} settings={settings} />
              <InstancesPanel flag={flag} settings={settings} />
              <Lifecycle flag={flag} settings={settings} />
            </div>
          </div>
        )}
        {tab === 'live' && <Live flag={flag} settings={settings} />}
        {tab === 'instances' && <FlagInstances flag={flag} settings={settings} />}
        {tab === 'history' && <FlagHistory flag={flag} settings={settings} />}
        {tab === 'code' && <Code flag={flag} />}
      </Suspense>
    </>
  )
}

/** Which part is shown stands in the address, so that it can be sent to somebody. */
function Tabs({ shown }: { shown: Tab }) {
  const navigate = useNavigate({ from: '/p/$project/$environment/flags/$flag' })
  const names = Object.keys(tabs) as Tab[]
  const show = (name: Tab): void =>
    void navigate({ search: name === 'targeting' ? {} : { tab: name }, resetScroll: false })
  return (
    <div
      className={classes.list}
      role="tablist"
      aria-label="What of the flag"
      onKeyDown={({ key, currentTarget }) => {
        const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
        const next = names[(names.indexOf(shown) + step + names.length) % names.length]
        if (step === 0 || next === undefined) return
        show(next)
        currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')[names.indexOf(next)]?.focus()
      }}
    >
      {names.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={name === shown}
          tabIndex={name === shown ? 0 : -1}
          className={classes.tab}
          onClick={() => show(name)}
        >
          {tabs[name]}
        </button>
      ))}
    </div>
  )
}
