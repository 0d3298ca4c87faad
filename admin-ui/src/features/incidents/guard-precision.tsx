import type { AnswerOf, operations } from '@ripcord/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from '../../components/button'
import { Problem } from '../../components/field'
import form from '../../components/form.module.css'
import { Panel } from '../../components/panel'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { Time } from '../../components/time'
import { percent } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { automaticKillsQuery } from '../../lib/settings-queries'
import { precisionWords } from './precision-words'
import { useVerdict, verdicts } from './use-verdict'

type Automatic = AnswerOf<typeof operations.listAutomaticKills>['items'][number]

/** What the guard killed, or would have killed; what people say of it, and what that comes to. */
export function GuardPrecision() {
  const { data } = useQuery(automaticKillsQuery(usePlace()))
  if (data === undefined || data.items.length === 0) return null
  return (
    <Panel title="Was the guard right?" aside="what people say of its kills">
      <p>{precisionWords(data)}</p>
      <Table label="Kills by the guard">
        <thead>
          <tr>
            <th>when</th>
            <th>release</th>
            <th className={table.less}>what it did</th>
            <th className={table.less}>because</th>
            <th>right?</th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((kill) => (
            <Row key={kill.id} kill={kill} />
          ))}
        </tbody>
      </Table>
      {data.checks.length > 1 && (
        <p className={form.quiet}>
          By check:{' '}
          {data.checks
            .map(({ check, precision, right, wrong }) =>
              precision === null
                ? `${check} not said yet`
                : `${check} ${percent(precision)} of ${right + wrong}`,
            )
            .join(', ')}
          .
        </p>
      )}
    </Panel>
  )
}

function Row({ kill: { id, type, release, at, because, check, label } }: { kill: Automatic }) {
  const place = usePlace()
  const say = useVerdict(id)
  return (
    <tr>
      <td className="mono">
        <Time at={at} />
      </td>
      <td className={table.name}>
        <Link to="/p/$project/$environment/releases/$release" params={{ ...place, release }}>
          {release}
        </Link>
      </td>
      <td className={table.less}>{type === 'killed' ? 'killed' : 'would have killed'}</td>
      <td className={table.less} title={`by the check ${check}`}>
        {because}
      </td>
      <td title={label === null ? undefined : `${label.by.name ?? label.by.id}: ${label.reason}`}>
        <div className={form.inline} style={{ justifyContent: 'flex-start', flexWrap: 'nowrap' }}>
          {verdicts.map(({ verdict, says }) => (
            <Button
              key={verdict}
              tone={label?.verdict === verdict ? 'strong' : 'plain'}
              aria-pressed={label?.verdict === verdict}
              aria-label={`${says}, of ${release}`}
              disabled={say.isPending}
              onClick={() => say.mutate(verdict)}
            >
              {says}
            </Button>
          ))}
        </div>
        <Problem of={say.error} />
      </td>
    </tr>
  )
}
