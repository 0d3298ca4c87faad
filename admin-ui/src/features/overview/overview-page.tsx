import type { Overview } from '@ripcord/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { Mark, Tag } from '../../components/mark'
import { Empty, PageHead, Panel, Skeleton } from '../../components/panel'
import { Spark } from '../../components/spark'
import { StageBar } from '../../components/stage-bar'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Ago, Time } from '../../components/time'
import { sentenceOf } from '../../lib/api'
import { count, percent, plural } from '../../lib/format'
import { type Place, usePlace } from '../../lib/place'
import { instancesQuery, overviewQuery } from '../../lib/queries'
import { Changes } from './changes'
import { marksOf, strip, windows } from './last-hour'
import classes from './overview-page.module.css'

const FirstRun = lazy(async () => ({ default: (await import('../first-run/first-run')).FirstRun }))
const Strip = lazy(async () => ({ default: (await import('../../components/strip')).Strip }))

/** What is true in an environment now, in five seconds. */
export function OverviewPage() {
  const place = usePlace()
  const { data, error } = useQuery(overviewQuery(place))
  if (data === undefined)
    return (
      <>
        <PageHead
          title={error === null ? 'Reading…' : 'The environment could not be read.'}
          detail={error === null ? undefined : sentenceOf(error)}
        />
        <Panel>
          <Skeleton lines={6} />
        </Panel>
      </>
    )
  return <FirstOr key={`${place.project}/${place.environment}`} overview={data} place={place} />
}

/** An environment that no service has ever come to, or that has no flag, begins with how one does. */
function FirstOr({ overview, place }: { overview: Overview; place: Place }) {
  const isBare = overview.instances.connected === 0 && overview.kills.length === 0
  const instances = useQuery({ ...instancesQuery(place), enabled: isBare })
  const isFirst = overview.flags === 0 || (isBare && instances.data?.length === 0)
  // It stays until somebody leaves it: its last steps are taken when a service is there.
  const [stays, setStays] = useState(true)
  const [began, setBegan] = useState(false)
  if (isFirst && !began) setBegan(true)
  if (began && stays)
    return (
      <Suspense fallback={<PageHead title={overview.sentence} detail={overview.detail} />}>
        <FirstRun place={place} overview={overview} onLeave={() => setStays(false)} />
      </Suspense>
    )
  return <Present overview={overview} place={place} />
}

function Present({ overview: data, place }: { overview: Overview; place: Place }) {
  return (
    <>
      <PageHead title={data.sentence} detail={data.detail} />
      <div className={classes.grid}>
        <LastHour overview={data} />
        <Panel title="Now" aside="releases, kills, holds" className={classes.now}>
          <Now overview={data} place={place} />
        </Panel>
        <Panel className={classes.side}>
          <Services services={data.services} at={data.at} />
          <div className={classes.second}>
            <header className={classes.head}>
              <h2>Changed in the last hour</h2>
            </header>
            <Changes changes={data.changes} />
          </div>
        </Panel>
      </div>
    </>
  )
}

function LastHour({ overview }: { overview: Overview }) {
  const { times, rates } = useMemo(() => strip(overview), [overview])
  const marks = useMemo(() => marksOf(overview), [overview])
  const isKnown = rates.some((rate) => rate !== null)
  return (
    <Panel
      className={classes.hour}
      title="Errors of all services, last hour"
      aside={isKnown ? 'each mark is a change' : undefined}
    >
      {isKnown ? (
        <Suspense fallback={<div style={{ height: 160 }} />}>
          <Strip
            times={times}
            series={[{ label: 'errors', tone: 'new', values: rates }]}
            marks={marks}
            label="The share of requests that failed, by ten seconds of the last hour"
          />
        </Suspense>
      ) : (
        <Empty>
          No service has told of requests in the last hour. The SDK counts what runs in{' '}
          <code>flags.scope</code> or behind <code>flags.middleware</code>.
        </Empty>
      )}
    </Panel>
  )
}

function Now({ overview: { kills, rolling }, place }: { overview: Overview; place: Place }) {
  if (kills.length === 0 && rolling.length === 0)
    return (
      <Empty>
        Nothing is rolling, held or killed. A release begins on the page of releases, or with a file:{' '}
        <code>ripcord release apply</code>. See one go bad, and pull itself:{' '}
        <Link to="/p/$project/$environment/demo" params={place}>
          the live demo
        </Link>
        .
      </Empty>
    )
  return (
    <ul className={classes.list}>
      {kills.slice(0, 8).map((kill) => (
        <li key={kill.killId}>
          <div className={classes.line}>
            <Link
              to="/p/$project/$environment/incidents/$kill"
              params={{ ...place, kill: kill.killId }}
              className={classes.name}
            >
              <Mark state="killed" />
              <span>{nameOf(kill)}</span>
            </Link>
            <Tag tone="killed">killed</Tag>
            <span className={classes.aside}>
              <Time at={kill.at} />
            </span>
          </div>
          <p className={classes.because}>
            {kill.reason === '' ? `by ${kill.actor.name ?? kill.actor.id}` : kill.reason} ·{' '}
            {plural(kill.flags.length, 'flag')}
            {', '}
            {kill.safe} of {kill.total} instances safe{recoveries[kill.recovery]}.
          </p>
        </li>
      ))}
      {rolling.map((release) => {
        const isHeld = release.holds.length > 0
        return (
          <li key={release.release}>
            <div className={classes.line}>
              <Link
                to="/p/$project/$environment/releases/$release"
                params={{ ...place, release: release.release }}
                className={classes.name}
              >
                <Mark state={isHeld ? 'holding' : 'rolling'} />
                <span>{release.release}</span>
              </Link>
              {isHeld && <Tag tone="holding">holding</Tag>}
              {release.mode === 'observe' && <Tag tone="plain">observes</Tag>}
              <span className={classes.aside}>
                {release.startedAt !== null && (
                  <>
                    for <Ago at={release.startedAt} />
                  </>
                )}
              </span>
            </div>
            <p className={classes.because}>{release.because}</p>
            <StageBar {...release} isHeld={isHeld} />
          </li>
        )
      })}
    </ul>
  )
}

const recoveries: Record<Overview['kills'][number]['recovery'], string> = {
  pending: '; whether it has helped is being watched',
  recovered: '; recovered',
  ineffective: '; it has not helped',
  unknown: '',
}

function nameOf({ releases, flags }: Overview['kills'][number]): string {
  return releases[0] ?? flags.slice(0, 3).join(', ')
}

function Services({ services, at }: Pick<Overview, 'services' | 'at'>) {
  return (
    <>
      <header className={classes.head}>
        <h2>Services</h2>
        <span>per second, from the SDKs</span>
      </header>
      {services.length === 0 ? (
        <Empty>No service is connected. Create a key, and start one with it.</Empty>
      ) : (
        <Table label="Services">
          <thead>
            <tr>
              <th>service</th>
              <th className={classes.wide}>version</th>
              <th className={table.number}>instances</th>
              <th
                className={`${table.number} ${classes.wide}`}
                title="Evaluations of flags a second, in the last 20 s"
              >
                evals/s
              </th>
              <th className={table.number} title="Requests a second, in the last 20 s">
                req/s
              </th>
              <th className={classes.wide}>errors, 1 h</th>
              <th className={table.number}>errors</th>
              <th className={table.number}>behind</th>
            </tr>
          </thead>
          <tbody>
            {services.map((service) => (
              <ServiceRow key={service.service} service={service} at={at} />
            ))}
          </tbody>
        </Table>
      )}
    </>
  )
}

function ServiceRow({ service, at }: { service: Overview['services'][number]; at: string }) {
  const { versions, connected, evaluationsPerSecond, requestsPerSecond, errorRate, traffic, lag } = service
  const [most, ...others] = versions
  return (
    <tr>
      <td className={table.name}>{service.service}</td>
      <td
        className={`mono ${classes.wide}`}
        title={versions.map((one) => `${one.version}: ${one.instances}`).join('\n')}
      >
        {most?.version ?? '–'}
        {others.length > 0 && <span className={table.quiet}> +{others.length}</span>}
      </td>
      <td className={table.number}>{count(connected)}</td>
      <td className={`${table.number} ${classes.wide}`}>{count(Math.round(evaluationsPerSecond))}</td>
      <td className={table.number}>
        {requestsPerSecond === null ? '–' : count(Math.round(requestsPerSecond))}
      </td>
      <td className={classes.wide}>
        <Spark values={windows(traffic, at)} label={`Errors of ${service.service} in the last hour`} />
      </td>
      <td className={table.number}>{errorRate === null ? '–' : percent(errorRate)}</td>
      <td className={table.number} title="The most changes that a connected instance has not applied">
        {lag}
      </td>
    </tr>
  )
}
