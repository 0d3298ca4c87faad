import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../../components/button'
import { PageHead, Panel, Skeleton } from '../../components/panel'
import { Pending } from '../../components/pending'
import { usePlace } from '../../lib/place'
import { flagQuery } from '../../lib/queries'
import { useKill } from '../kills/kill-dialog'
import { toFragment } from '../who/asked'
import { Code } from './code'
import type { Flag, Settings } from './flag'
import classes from './flag-page.module.css'
import { FlagHistory } from './history'
import { Served } from './served'
import { Switch } from './switch'
import { TargetingView } from './targeting-view'
import { standsAs } from './words'

const tabs = ['Targeting', 'History', 'Code'] as const

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

function Known({ flag, settings }: { flag: Flag; settings: Settings }) {
  const place = usePlace()
  const kill = useKill()
  const [tab, setTab] = useState<(typeof tabs)[number]>('Targeting')
  const [isEdited, setEdited] = useState(false)
  const { key, description, kind, type, owner } = flag
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
            <code className={classes.key}>{key}</code> {standsAs(place.environment, settings)}
          </>
        }
        detail={[description, [kind, type, owner].filter((word) => word !== '').join(' · ')]
          .filter((text) => text !== '')
          .join(' ')}
      >
        <Button
          tone="quietDanger"
          onClick={() => kill.ask({ type: 'flags', flags: [key] })}
          aria-keyshortcuts="Shift+K"
        >
          Kill {key} in {place.environment}
        </Button>
      </PageHead>
      <div className={classes.tabs}>
        <div className={classes.list} role="tablist" aria-label="What of the flag">
          {tabs.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === tab}
              className={classes.tab}
              onClick={() => setTab(name)}
            >
              {name}
            </button>
          ))}
        </div>
        <Link
          to="/p/$project/$environment/who"
          params={place}
          hash={toFragment({ flag: key, context: '', beside: '' }).slice(1)}
          className={classes.tab}
        >
          Who sees this
        </Link>
      </div>
      {tab === 'Targeting' && (
        <div className={classes.grid}>
          <div className={classes.stack}>
            <Switch flag={key} settings={settings} />
            {isEdited ? (
              <Suspense
                fallback={
                  <Panel title="Edit targeting">
                    <Skeleton lines={6} />
                  </Panel>
                }
              >
                <TargetingEditor flag={flag} settings={settings} onDone={() => setEdited(false)} />
              </Suspense>
            ) : (
              <TargetingView flag={flag} settings={settings} onEdit={() => setEdited(true)} />
            )}
          </div>
          <Served flag={key} />
        </div>
      )}
      {tab === 'History' && <FlagHistory flag={key} />}
      {tab === 'Code' && <Code flag={flag} />}
    </>
  )
}
