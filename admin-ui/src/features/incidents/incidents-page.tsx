import type { AnswerOf, operations } from '@ripcord/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import form from '../../components/form.module.css'
import { Mark } from '../../components/mark'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Time } from '../../components/time'
import { duration, plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { incidentsQuery } from '../../lib/queries'
import { Drills, StartDrill } from '../drills/drills'
import { GuardPrecision } from './guard-precision'
import { WaitingKills } from './waiting-kills'

type Incident = AnswerOf<typeof operations.listIncidents>['items'][number]

/** Every kill, and what has come of it. */
export function IncidentsPage() {
  const place = usePlace()
  const { data, error } = useQuery(incidentsQuery(place))
  if (data === undefined) return <Pending title="Incidents" error={error} lines={6} />
  const open = data.filter(({ restored }) => restored === null)
  return (
    <>
      <PageHead
        title={
          open.length === 0
            ? 'No kill stands.'
            : `${plural(open.length, 'kill')} ${open.length === 1 ? 'stands' : 'stand'} in ${place.environment}.`
        }
        detail="Every kill opens an incident, whoever killed. It is over once a person restores what was killed."
      >
        <StartDrill />
      </PageHead>
      <div className={form.stack}>
        <Drills />
        <WaitingKills />
        <Panel>
          {data.length === 0 ? (
            <Empty>Nothing was ever killed here. A drill shows what it would be like.</Empty>
          ) : (
            <Table label="Incidents">
              <thead>
                <tr>
                  <th>when</th>
                  <th>what</th>
                  <th className={table.less}>by</th>
                  <th>why</th>
                  <th className={`${table.number} ${table.less}`}>detected in</th>
                  <th className={`${table.number} ${table.less}`}>everywhere in</th>
                  <th>now</th>
                </tr>
              </thead>
              <tbody>
                {data.map((incident) => (
                  <Row key={incident.killId} incident={incident} />
                ))}
              </tbody>
            </Table>
          )}
        </Panel>
        <GuardPrecision />
      </div>
    </>
  )
}

function Row({ incident }: { incident: Incident }) {
  const place = usePlace()
  const { killId, openedAt, releases, flags, actor, reason, times, restored, recovery } = incident
  const propagated = times.propagate === null || times.commit === null ? null : times.propagate - times.commit
  return (
    <tr>
      <td className="mono">
        <Time at={openedAt} />
      </td>
      <td className={table.name}>
        <Link to="/p/$project/$environment/incidents/$kill" params={{ ...place, kill: killId }}>
          {releases[0]?.key ?? flags.slice(0, 3).join(', ')}
        </Link>
      </td>
      <td className={`${table.short} ${table.less}`}>
        {actor.type === 'guard' ? 'the guard' : (actor.name ?? actor.id)}
      </td>
      <td>{reason}</td>
      <td className={`${table.number} ${table.less}`}>
        {times.detect === null ? '–' : duration(times.detect)}
      </td>
      <td className={`${table.number} ${table.less}`}>{propagated === null ? '–' : duration(propagated)}</td>
      <td>
        {restored === null ? (
          <Mark state="killed">{recovery.state === 'ineffective' ? 'killed, not helped' : 'killed'}</Mark>
        ) : (
          <Mark state="off">restored</Mark>
        )}
      </td>
    </tr>
  )
}
