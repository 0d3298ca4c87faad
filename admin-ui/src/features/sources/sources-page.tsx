import type { AnswerOf, operations } from '@ripcord/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Mark, Tag } from '../../components/mark'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Revoke } from '../../components/revoke'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Ago, Time } from '../../components/time'
import { api } from '../../lib/api'
import { plural } from '../../lib/format'
import { type Place, usePlace } from '../../lib/place'
import { alertsQuery, sourcesQuery } from '../../lib/queries'
import keys from '../keys/keys.module.css'
import { NewSource } from './new-source'

type Source = AnswerOf<typeof operations.listSources>['items'][number]
type Alert = AnswerOf<typeof operations.listAlerts>['items'][number]

/** Who delivers alerts and deployments, and what came of what they delivered. */
export function SourcesPage() {
  const place = usePlace()
  const { data, error } = useQuery(sourcesQuery(place))
  if (data === undefined) return <Pending title="Sources" error={error} lines={5} />
  const alive = data.filter(({ revokedAt }) => revokedAt === null)
  return (
    <>
      <PageHead
        title={
          alive.length === 0
            ? `Nobody delivers alerts to ${place.environment}.`
            : `${plural(alive.length, 'source')} ${alive.length === 1 ? 'delivers' : 'deliver'} to ${place.environment}.`
        }
        detail="Whatever watches your services already can take a release back; whatever deploys them can start one."
      />
      <div className={keys.stack}>
        <Panel title="A new source">
          <NewSource place={place} />
        </Panel>
        <Panel>
          {alive.length === 0 ? (
            <Empty>There is none yet.</Empty>
          ) : (
            <Table label="Sources">
              <thead>
                <tr>
                  <th>name</th>
                  <th className={table.less}>sender</th>
                  <th>delivers</th>
                  <th className={table.less}>may touch</th>
                  <th>last delivery</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {alive.map((source) => (
                  <SourceRow key={source.id} place={place} source={source} />
                ))}
              </tbody>
            </Table>
          )}
        </Panel>
        <Alerts place={place} />
      </div>
    </>
  )
}

function SourceRow({ place, source }: { place: Place; source: Source }) {
  const { name, sender, auth, kind, scope, lastUsedAt } = source
  const touches = [
    scope.releases === null ? '' : `releases ${scope.releases}…`,
    scope.service === null ? '' : `of ${scope.service}`,
  ]
    .join(' ')
    .trim()
  return (
    <tr>
      <td className={table.name}>{name}</td>
      <td className={table.less}>
        {sender} <span className={table.quiet}>{auth}</span>
      </td>
      <td>{kind}</td>
      <td className={table.less}>{touches === '' ? 'every release here' : touches}</td>
      <td>{lastUsedAt === null ? <span className={table.quiet}>never</span> : <Ago at={lastUsedAt} />}</td>
      <td className={table.action}>
        <Revoke
          name={source.name}
          onRevoke={() => api.revokeSource({ params: { ...place, source: source.id } })}
        />
      </td>
    </tr>
  )
}

/** What came, the newest first; of what matched nothing, what would have. */
function Alerts({ place }: { place: Place }) {
  const { data } = useQuery(alertsQuery(place))
  if (data === undefined) return null
  return (
    <Panel title="Alerts that came" aside={`${data.items.length} shown`}>
      {data.items.length === 0 ? (
        <Empty>None yet. One that no running release listens to stands here too.</Empty>
      ) : (
        <Table label="Alerts">
          <thead>
            <tr>
              <th>received</th>
              <th>alert</th>
              <th className={table.less}>from</th>
              <th>state</th>
              <th>what came of it</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((alert) => (
              <AlertRow key={`${alert.source} ${alert.episode}`} place={place} alert={alert} />
            ))}
          </tbody>
        </Table>
      )}
      {data.wanted.length > 0 && (
        <p>
          What would match now:{' '}
          {data.wanted.map(({ release, labels }) => (
            <code key={release} style={{ marginRight: 12 }}>
              {Object.entries(labels)
                .map(([name, value]) => `${name}="${value}"`)
                .join(', ')}
            </code>
          ))}
        </p>
      )}
    </Panel>
  )
}

function AlertRow({ place, alert }: { place: Place; alert: Alert }) {
  const { receivedAt, labels, sender, state, matches, warnings } = alert
  return (
    <tr>
      <td>
        <Time at={receivedAt} />
      </td>
      <td
        className={table.name}
        title={Object.entries(labels)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n')}
      >
        {labels['alertname'] ?? alert.episode}
      </td>
      <td className={table.less}>{sender}</td>
      <td>
        <Mark state={state === 'resolved' ? 'off' : 'on'}>{state}</Mark>
      </td>
      <td>
        {matches.length === 0 ? <Tag tone="plain">no release listens</Tag> : null}
        {matches.map(({ release, effect, because }) => (
          <span key={release} title={because}>
            <Link to="/p/$project/$environment/releases/$release" params={{ ...place, release }}>
              {release}
            </Link>{' '}
            {effect}
          </span>
        ))}
        {warnings.length > 0 && <span className={table.quiet}> {warnings.join(' ')}</span>}
      </td>
    </tr>
  )
}
