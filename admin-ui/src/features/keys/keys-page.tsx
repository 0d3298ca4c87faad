import { useQuery } from '@tanstack/react-query'
import { Mark } from '../../components/mark'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Revoke } from '../../components/revoke'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Ago, Time } from '../../components/time'
import { api } from '../../lib/api'
import { plural } from '../../lib/format'
import { type Place, usePlace } from '../../lib/place'
import { flagsQuery, keysQuery } from '../../lib/queries'
import classes from './keys.module.css'
import { NewKey } from './new-key'

/** By what services come in: keys, each shown once. */
export function KeysPage() {
  const place = usePlace()
  const { data, error } = useQuery(keysQuery(place))
  const flags = useQuery(flagsQuery(place.project)).data
  if (data === undefined) return <Pending title="Keys" error={error} lines={4} />
  const alive = data.filter(({ revokedAt }) => revokedAt === null)
  return (
    <>
      <PageHead
        title={
          alive.length === 0
            ? `No key opens ${place.environment}.`
            : `${plural(alive.length, 'key')} ${alive.length === 1 ? 'opens' : 'open'} ${place.environment}.`
        }
        detail="A service reads the flags of one environment with its key. To rotate, create a second one, deploy it, and revoke the first when nothing uses it any more."
      />
      <div className={classes.stack}>
        <Panel title="A new key">
          <NewKey place={place} flag={flags?.[0]?.key ?? 'hello'} />
        </Panel>
        <Panel>
          {data.length === 0 ? (
            <Empty>There is none yet.</Empty>
          ) : (
            <Table label="Keys">
              <thead>
                <tr>
                  <th>name</th>
                  <th className={table.less}>kind</th>
                  <th>state</th>
                  <th className={table.less}>created</th>
                  <th>last used</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {[...alive, ...data.filter((one) => !alive.includes(one))].map((key) => (
                  <Row key={key.id} place={place} sdkKey={key} />
                ))}
              </tbody>
            </Table>
          )}
        </Panel>
      </div>
    </>
  )
}

interface SdkKey {
  id: string
  kind: string
  name: string
  createdAt: string
  createdBy: { id: string; name?: string | undefined }
  lastUsedAt: string | null
  revokedAt: string | null
}

function Row({ place, sdkKey }: { place: Place; sdkKey: SdkKey }) {
  const { id, kind, name, createdAt, createdBy, lastUsedAt, revokedAt } = sdkKey
  return (
    <tr>
      <td className={table.name}>{name}</td>
      <td className={table.less}>{kind}</td>
      <td>
        <Mark state={revokedAt === null ? 'on' : 'off'}>{revokedAt === null ? 'opens' : 'revoked'}</Mark>
      </td>
      <td className={table.less}>
        <Time at={createdAt} withSeconds={false} />{' '}
        <span className={table.quiet}>by {createdBy.name ?? createdBy.id}</span>
      </td>
      <td>{lastUsedAt === null ? <span className={table.quiet}>never</span> : <Ago at={lastUsedAt} />}</td>
      <td className={table.action}>
        {revokedAt === null && (
          <Revoke name={name} onRevoke={() => api.revokeKey({ params: { ...place, key: id } })} />
        )}
      </td>
    </tr>
  )
}
