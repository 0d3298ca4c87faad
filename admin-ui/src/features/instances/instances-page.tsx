import { useQuery } from '@tanstack/react-query'
import { Mark } from '../../components/mark'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Ago } from '../../components/time'
import { count, plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { instancesQuery } from '../../lib/queries'

/** Every process that holds the environment, and what it has said of itself. */
export function InstancesPage() {
  const place = usePlace()
  const { data, error } = useQuery(instancesQuery(place))
  if (data === undefined) return <Pending title="Instances" error={error} lines={8} />
  const connected = data.filter((one) => one.connected)
  const behind = connected.filter(({ lag }) => lag > 0)
  const lost = data.filter((one) => one.lostAt !== null && !one.connected && !one.struck)
  const sorted = data.toSorted(
    (a, b) =>
      Number(a.connected) - Number(b.connected) || b.lag - a.lag || a.service.localeCompare(b.service),
  )
  return (
    <>
      <PageHead
        title={sentence(connected.length, behind.length)}
        detail={
          lost.length === 0
            ? undefined
            : `${plural(lost.length, 'instance')} went away without a word, and may still serve.`
        }
      />
      <Panel>
        {data.length === 0 ? (
          <Empty>Create a key, give it to a service, and it appears here by itself.</Empty>
        ) : (
          <Table label="Instances">
            <thead>
              <tr>
                <th>service</th>
                <th>host</th>
                <th className={table.less}>version</th>
                <th>state</th>
                <th className={`${table.number} ${table.less}`}>revision</th>
                <th className={table.number}>behind</th>
                <th className={`${table.number} ${table.less}`}>heard</th>
                <th className={table.less}>SDK</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((one) => (
                <tr key={one.id}>
                  <td className={table.name}>{one.service}</td>
                  <td className="mono">{one.host}</td>
                  <td className={`mono ${table.less}`}>{one.version}</td>
                  <td>
                    <Mark state={one.connected ? 'on' : 'off'}>{wordOf(one)}</Mark>
                  </td>
                  <td className={`${table.number} ${table.less}`}>{count(one.applied)}</td>
                  <td className={table.number}>{one.lag}</td>
                  <td className={`${table.number} ${table.less}`}>
                    <Ago at={one.lastSeenAt} />
                  </td>
                  <td className={`${table.quiet} ${table.less}`}>{one.sdk}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </>
  )
}

function sentence(connected: number, behind: number): string {
  if (connected === 0) return 'No instance is connected.'
  const all = `${plural(connected, 'instance')} ${connected === 1 ? 'is' : 'are'} connected`
  return behind === 0
    ? `${all}, and ${connected === 1 ? 'is' : 'all are'} up to date.`
    : `${all}, ${behind} of them behind.`
}

function wordOf(one: { connected: boolean; struck: boolean; goodbyeAt: string | null }): string {
  if (one.connected) return 'connected'
  if (one.struck) return 'struck'
  return one.goodbyeAt === null ? 'lost' : 'left'
}
