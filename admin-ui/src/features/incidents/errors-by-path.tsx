import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { Empty, Panel } from '../../components/panel'
import { usePlace } from '../../lib/place'
import { outcomesQuery, overviewQuery } from '../../lib/queries'
import { aroundKill, marksOf } from './around'
import type { Incident } from './incident'
import classes from './incident-page.module.css'

const Strip = lazy(async () => ({ default: (await import('../../components/strip')).Strip }))

/** How often both paths failed around the kill; nothing where no release ended with it. */
export function ErrorsByPath({ incident }: { incident: Incident }) {
  const [release] = incident.releases
  if (release === undefined) return null
  return <Chart incident={incident} release={release} />
}

interface ChartParts {
  incident: Incident
  release: Incident['releases'][number]
}

function Chart({ incident, release }: ChartParts) {
  const place = usePlace()
  const outcomes = useQuery({
    ...outcomesQuery(place, release.key, release.generation),
    // The run is over: nothing is added to it.
    refetchInterval: false,
  })
  const services = useQuery(overviewQuery(place)).data?.services
  const seconds = outcomes.data?.items
  const around = useMemo(() => {
    const names = incident.services.map(({ name }) => name)
    const traffic = (services ?? [])
      .filter(({ service }) => names.includes(service))
      .flatMap((one) => one.traffic)
    return aroundKill(incident, seconds ?? [], traffic)
  }, [incident, seconds, services])
  const marks = useMemo(() => marksOf(incident), [incident])
  const series = useMemo(
    () => [
      { label: 'new', tone: 'new' as const, values: around.fresh },
      { label: 'old', tone: 'old' as const, values: around.old },
    ],
    [around],
  )
  return (
    <Panel
      className={classes.chart}
      title="Errors by path"
      aside={
        <>
          <i className={classes.key} data-tone="new" /> new <i className={classes.key} data-tone="old" /> old
        </>
      }
    >
      {around.times.length < 2 ? (
        <Empty>{outcomes.isPending ? 'Reading…' : 'What both paths came to is not kept any more.'}</Empty>
      ) : (
        <Suspense fallback={<div style={{ height: 180 }} />}>
          <Strip
            times={around.times}
            series={series}
            marks={marks}
            height={180}
            label={`The share of requests that failed around the kill, of the new path and of the old one: ${marks.map(({ text }) => text).join(', ')}`}
          />
        </Suspense>
      )}
    </Panel>
  )
}
