import { useQuery } from '@tanstack/react-query'
import { Empty, Panel, Skeleton } from '../../components/panel'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Time } from '../../components/time'
import { count } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagHistoryQuery } from '../../lib/queries'

/** Who changed it, when, where and why; the newest first. */
export function FlagHistory({ flag }: { flag: string }) {
  const place = usePlace()
  const { data } = useQuery(flagHistoryQuery(place, flag))
  if (data === undefined)
    return (
      <Panel>
        <Skeleton lines={5} />
      </Panel>
    )
  return (
    <Panel>
      {data.length === 0 ? (
        <Empty>Nothing has changed it.</Empty>
      ) : (
        <Table label="History">
          <thead>
            <tr>
              <th className={table.number}>revision</th>
              <th>when</th>
              <th>what</th>
              <th>where</th>
              <th>who</th>
              <th>why</th>
            </tr>
          </thead>
          <tbody>
            {data.map(({ revision, at, kind, entities, actor, reason }) => (
              <tr key={revision}>
                <td className={table.number}>{count(revision)}</td>
                <td>
                  <Time at={at} />
                </td>
                <td>{kind}</td>
                <td>
                  {[
                    ...new Set(
                      entities
                        .filter(({ key }) => key === flag)
                        .map(({ environment }) => environment ?? 'everywhere'),
                    ),
                  ].join(', ')}
                </td>
                <td>{actor.name ?? actor.id}</td>
                <td className={table.quiet}>{reason}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}
