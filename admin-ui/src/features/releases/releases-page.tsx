import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from '../../components/button'
import { Mark, type State } from '../../components/mark'
import { Empty, PageHead, Panel } from '../../components/panel'
import { Pending } from '../../components/pending'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Ago } from '../../components/time'
import { percent, plural } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { releasesQuery } from '../../lib/queries'
import { useKeys } from '../../lib/use-keys'
import type { Release } from './release'

/** All releases of an environment, those that run first. */
export function ReleasesPage() {
  const place = usePlace()
  const navigate = useNavigate()
  const create = (): void => void navigate({ to: '/p/$project/$environment/new-release', params: place })
  useKeys([['n', create]])
  const { data, error } = useQuery(releasesQuery(place))
  if (data === undefined) return <Pending title="Releases" error={error} lines={6} />
  const sorted = data.toSorted(
    (a, b) => rank(a) - rank(b) || (b.startedAt ?? '').localeCompare(a.startedAt ?? ''),
  )
  const running = data.filter((one) => rank(one) === 0)
  return (
    <>
      <PageHead
        title={
          running.length === 0
            ? 'No release is running.'
            : `${plural(running.length, 'release')} ${running.length === 1 ? 'is' : 'are'} running.`
        }
        detail="A release ties flags to what tells that they are well, and takes them back by itself when they are not."
      >
        <Button tone="strong" onClick={create} keyHint="n">
          New release
        </Button>
      </PageHead>
      <Panel>
        {sorted.length === 0 ? (
          <Empty>
            None yet. Make one here, or write it into a file and apply that:{' '}
            <code>ripcord release apply ripcord.yaml</code>.
          </Empty>
        ) : (
          <Table label="Releases">
            <thead>
              <tr>
                <th>release</th>
                <th>state</th>
                <th>flags</th>
                <th className={table.less}>services</th>
                <th className={table.less}>strategy</th>
                <th className={table.number}>started</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((release) => (
                <tr key={release.key}>
                  <td className={table.name}>
                    <Link
                      to="/p/$project/$environment/releases/$release"
                      params={{ ...place, release: release.key }}
                    >
                      {release.key}
                    </Link>
                  </td>
                  <td>
                    <Mark state={markOf(release)}>{wordOf(release)}</Mark>
                  </td>
                  <td>
                    <code>{release.flags.map(({ key }) => key).join(', ')}</code>
                  </td>
                  <td className={table.less}>
                    {release.services.map(({ name, version }) => [name, version].join(' ').trim()).join(', ')}
                  </td>
                  <td className={table.less}>{release.strategy}</td>
                  <td className={table.number}>
                    {release.startedAt === null ? '–' : <Ago at={release.startedAt} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </>
  )
}

function rank({ status }: Release): number {
  return status === 'running' || status === 'baking' ? 0 : status === 'draft' ? 1 : 2
}

export function markOf({ status, holds, suspendedUntil }: Release): State {
  if (status === 'killed') return 'killed'
  if (status === 'running' || status === 'baking')
    return holds.length > 0 || suspendedUntil !== null ? 'holding' : 'rolling'
  return status === 'completed' ? 'on' : 'off'
}

function wordOf(release: Release): string {
  const { status, stage, stages } = release
  if (status !== 'running' && status !== 'baking') return status
  const share = percent(stages[stage ?? 0]?.share ?? 0)
  return markOf(release) === 'holding' ? `held at ${share}` : share
}
