import { useQuery } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { Tag } from '../../components/mark'
import { Panel } from '../../components/panel'
import { useEnvironments } from '../../lib/environments'
import { utc } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagCountsQuery, flagHistoryQuery } from '../../lib/queries'
import { useNow } from '../../lib/use-now'
import type { Flag, Settings } from './flag'
import classes from './flag-page.module.css'
import { evaluatedQuery } from './last-evaluated'
import life from './lifecycle.module.css'
import { lifeOf } from './lifecycle-words'
import { endOf, ratesOf, spans } from './rates'

const ArchiveForm = lazy(async () => ({ default: (await import('./archive-form')).ArchiveForm }))

/** How old it is, who still asks for it, whether it has done its work, and its way out. */
export function Lifecycle({ flag, settings }: { flag: Flag; settings: Settings }) {
  const place = usePlace()
  const now = useNow(10_000)
  const [isArchiving, setArchiving] = useState(false)
  const history = useQuery(flagHistoryQuery(place, flag.key))
  const evaluated = useQuery(evaluatedQuery(place.project, useEnvironments(), flag.key))
  const counts = useQuery(flagCountsQuery(place, flag.key, spans[1]))
  const rates =
    counts.data && ratesOf(counts.data.items, endOf(spans[1], counts.data.now + 60_000), spans[1]).rows
  const { stale, lines } = lifeOf(
    {
      flag,
      environment: place.environment,
      settings,
      changes: history.data ?? [],
      lastEvaluatedAt: evaluated.data?.get(place.environment),
      rates,
    },
    now,
  )
  return (
    <Panel
      title="Lifecycle"
      aside={
        stale !== undefined ? (
          <Tag tone="holding">stale</Tag>
        ) : flag.archived ? (
          'archived'
        ) : (
          'nothing says that it should go'
        )
      }
    >
      {stale !== undefined && <p className={life.stale}>{stale}.</p>}
      <dl className={life.facts}>
        {lines.map(({ name, says, at }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={at === undefined ? undefined : utc(at)}>{says}</dd>
          </div>
        ))}
      </dl>
      {!flag.archived && (
        <div className={classes.actions}>
          <Button onClick={() => setArchiving(true)}>Archive…</Button>
        </div>
      )}
      <Dialog isOpen={isArchiving} onClose={() => setArchiving(false)} label={`Archive ${flag.key}`}>
        <ArchiveForm flag={flag} onDone={() => setArchiving(false)} />
      </Dialog>
    </Panel>
  )
}
