import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Mark } from '../../../components/mark'
import { Empty, Panel } from '../../../components/panel'
import { Reading } from '../../../components/reading'
import table from '../../../components/table.module.css'
import { Time } from '../../../components/time'
import { count } from '../../../lib/format'
import { usePlace } from '../../../lib/place'
import { flagHistoryQuery, incidentsQuery } from '../../../lib/queries'
import type { Flag, Settings } from '../flag'
import { Compare } from './compare'
import { before, type Happening, happeningsOf, type Pair, pairOf } from './happenings'
import classes from './history.module.css'

/** Who changed it, when, where and why, the newest first; any two held against each other, and the way back. */
export function FlagHistory({ flag, settings }: { flag: Flag; settings: Settings }) {
  const place = usePlace()
  const search = useSearch({ from: '/p/$project/$environment/flags/$flag' })
  const navigate = useNavigate({ from: '/p/$project/$environment/flags/$flag' })
  const { data, error } = useQuery(flagHistoryQuery(place, flag.key))
  const incidents = useQuery(incidentsQuery(place))
  if (data === undefined)
    return (
      <Panel>
        <Reading error={error} lines={5} />
      </Panel>
    )
  const happenings = happeningsOf(flag.key, place.environment, data, incidents.data ?? [])
  const revisions = data.map(({ revision }) => revision)
  const pair = pairOf(revisions, search)
  if (pair === undefined)
    return (
      <Panel>
        <Empty>Nothing has changed it.</Empty>
      </Panel>
    )
  const choose = (from: number, to: number): void =>
    void navigate({ search: { tab: 'history', from, to }, replace: true, resetScroll: false })
  return (
    <div className={classes.stack}>
      <Panel
        title="What happened"
        aside="choose two revisions to compare, or one to see what it changed"
        className={classes.listed}
      >
        <div className={classes.scroll} tabIndex={0} role="group" aria-label="History">
          <table className={table.table}>
            <thead>
              <tr>
                <th>
                  <span title="The older one of the two that are compared">from</span>
                </th>
                <th>
                  <span title="The newer one of the two that are compared">to</span>
                </th>
                <th className={table.number}>revision</th>
                <th>when</th>
                <th>what</th>
                <th>where</th>
                <th>who</th>
                <th>why</th>
              </tr>
            </thead>
            <tbody>
              {happenings.map((happening) => (
                <Row
                  key={`${happening.at} ${happening.what} ${happening.revision}`}
                  happening={happening}
                  revisions={revisions}
                  pair={pair}
                  onChoose={choose}
                />
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      <Compare flag={flag} settings={settings} pair={pair} newest={revisions[0] ?? 0} onChoose={choose} />
    </div>
  )
}

interface RowParts {
  happening: Happening
  revisions: readonly number[]
  pair: Pair
  onChoose: (from: number, to: number) => void
}

function Row({ happening, revisions, pair: { older, newer }, onChoose }: RowParts) {
  const place = usePlace()
  const { at, what, who, why, where, revision, killId } = happening
  return (
    <tr data-chosen={revision !== null && (revision === older || revision === newer)}>
      {revision === null ? (
        <>
          <td />
          <td />
          <td className={table.number} />
        </>
      ) : (
        <>
          <td>
            <input
              type="radio"
              name="from"
              aria-label={`Compare from revision ${revision}`}
              checked={revision === older}
              disabled={revision >= newer}
              onChange={() => onChoose(revision, newer)}
            />
          </td>
          <td>
            <input
              type="radio"
              name="to"
              aria-label={`Compare to revision ${revision}`}
              checked={revision === newer}
              disabled={revision <= older && older !== newer}
              onChange={() => onChoose(older, revision)}
            />
          </td>
          <td className={table.number}>
            <button
              type="button"
              className={classes.revision}
              title={`What revision ${revision} changed`}
              onClick={() => onChoose(before(revisions, revision), revision)}
            >
              {count(revision)}
            </button>
          </td>
        </>
      )}
      <td className={classes.when}>
        <Time at={at} />
      </td>
      <td>
        {killId === null ? (
          what
        ) : (
          <Mark state={what === 'killed' ? 'killed' : 'on'}>
            <Link to="/p/$project/$environment/incidents/$kill" params={{ ...place, kill: killId }}>
              {what}
            </Link>
          </Mark>
        )}
      </td>
      <td>{where}</td>
      <td>{who}</td>
      <td className={table.quiet}>{why}</td>
    </tr>
  )
}
