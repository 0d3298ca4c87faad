import type { Demo } from '@ripcord/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { Empty, Panel } from '../../components/panel'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Time } from '../../components/time'
import { count, percent, plural } from '../../lib/format'
import type { Place } from '../../lib/place'
import { overviewQuery } from '../../lib/queries'
import classes from './demo.module.css'
import { demoMarks, soldStrip } from './sold'

const Strip = lazy(async () => ({ default: (await import('../../components/strip')).Strip }))

/** What runs, and what its customers get. */
export function Running({ demo, place }: { demo: Demo; place: Place }) {
  return (
    <div className={classes.side}>
      <Sales demo={demo} />
      <Panel title="What runs" aside={plural(demo.processes, 'process', 'processes')}>
        <Services place={place} />
        {demo.endsAt !== null && (
          <p className={classes.quiet}>
            It ends when you end it, when this server does, or by itself at{' '}
            <Time at={demo.endsAt} withSeconds={false} />.
          </p>
        )}
      </Panel>
    </div>
  )
}

function Sales({ demo }: { demo: Demo }) {
  const { sales, rollsAt, brokenAt, killedAt, release } = demo
  const { times, failed, byNew } = useMemo(() => soldStrip(sales), [sales])
  const marks = useMemo(
    () => demoMarks({ rollsAt, brokenAt, killedAt, release }),
    [rollsAt, brokenAt, killedAt, release],
  )
  const last = sales.at(-1)
  return (
    <Panel
      title="Sales, by second"
      aside={last === undefined ? undefined : `${last.sold} in the last second, ${last.failed} failed`}
    >
      {sales.length === 0 ? (
        <Empty>Nobody has bought anything yet.</Empty>
      ) : (
        <>
          <Suspense fallback={<div style={{ height: 180 }} />}>
            <Strip
              times={times}
              series={[
                { label: 'by the new code', tone: 'new', values: byNew },
                { label: 'failed', tone: 'old', values: failed },
              ]}
              marks={marks}
              height={180}
              label="The share of sales by the new code, and of those that failed, by second"
            />
          </Suspense>
          <p className={classes.legend}>
            <span data-tone="new">sold by the new code</span> <span data-tone="old">failed</span>
          </p>
        </>
      )}
    </Panel>
  )
}

function Services({ place }: { place: Place }) {
  const services = useQuery(overviewQuery(place)).data?.services ?? []
  if (services.length === 0) return <Empty>Its services are on their way.</Empty>
  return (
    <Table label="Services of the shop">
      <thead>
        <tr>
          <th>service</th>
          <th className={table.number}>instances</th>
          <th className={table.number}>req/s</th>
          <th className={table.number}>errors</th>
        </tr>
      </thead>
      <tbody>
        {services.map(({ service, connected, requestsPerSecond, errorRate }) => (
          <tr key={service}>
            <td className={table.name}>
              <Link to="/p/$project/$environment/instances" params={place}>
                {service}
              </Link>
            </td>
            <td className={table.number}>{count(connected)}</td>
            <td className={table.number}>
              {requestsPerSecond === null ? '–' : count(Math.round(requestsPerSecond))}
            </td>
            <td className={table.number}>{errorRate === null ? '–' : percent(errorRate)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
