import { useQuery } from '@tanstack/react-query'
import { Mark, type State } from '../../components/mark'
import { Empty, Panel } from '../../components/panel'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { usePlace } from '../../lib/place'
import { releaseChecksQuery } from '../../lib/queries'
import { isRunning } from './actions'
import { asks, badWhen, type Measured, number, said, threshold, verdictOf } from './check-words'
import { Heartbeat } from './heartbeat'
import { Measure } from './measure'
import { MeasuredSpark } from './measured-spark'
import type { GuardAnswer, Release } from './release'
import classes from './release-page.module.css'
import { useSeen } from './use-seen'

type Assessment = NonNullable<GuardAnswer['decision']>['assessments'][number]
type WatchedCheck = Release['watches'][number]

/** What is asked of the release, what it said of late, and what it comes to. */
export function Checks({ release, guard }: { release: Release; guard: GuardAnswer | undefined }) {
  const place = usePlace()
  const runs = isRunning(release)
  const measured = useQuery({ ...releaseChecksQuery(place, release.key), enabled: runs }).data ?? []
  const said = new Map(guard?.decision?.assessments.map((one) => [one.check, one]))
  const isNew = release.status === 'draft' || release.watches.length === 0
  const checks = isNew ? (release.checks ?? []) : release.watches
  // What the guard watches of itself: crashes, breakers.
  const others = [...said.keys()].filter(
    (id) => !checks.some((check) => check.id === id || check.type === id),
  )
  return (
    <Panel title="Checks" aside={runs ? 'each must pass to advance, one failing kills' : undefined}>
      {checks.length === 0 && others.length === 0 ? (
        <Empty>
          {release.status === 'draft'
            ? 'It has none of its own: it watches what its services have when it starts, and what their SDKs tell.'
            : 'Nothing is known of what it watched.'}
        </Empty>
      ) : (
        <Table label="Checks">
          <thead>
            <tr>
              <th>check</th>
              <th className={table.number}>last</th>
              <th className={table.less}>of late</th>
              <th>verdict</th>
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <Row
                key={check.id}
                release={release}
                check={check}
                said={said.get(check.id) ?? said.get(check.type)}
                measured={measured.find((one) => one.check === check.id)?.measured ?? []}
              />
            ))}
            {others.map((id) => (
              <Row key={id} release={release} check={{ id }} said={said.get(id)} measured={[]} />
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}

interface RowParts {
  release: Release
  /** The guard's own have an id alone. */
  check: WatchedCheck | { id: string; type?: undefined }
  said: Assessment | undefined
  measured: readonly Measured[]
}

function Row({ release, check, said: assessment, measured }: RowParts) {
  const [state, word] = assessment === undefined ? ([...notAsked] as const) : verdicts[assessment.outcome]
  const bad = check.type === undefined ? undefined : badWhen(check)
  return (
    <tr>
      <td className={classes.check}>
        <code className={table.name}>{check.id}</code>
        <div className={table.quiet}>
          {check.type === undefined ? (
            'watched by the guard itself'
          ) : bad === undefined ? (
            asks(check)
          ) : (
            <>
              <code className={classes.query}>{asks(check)}</code> bad when <code>{bad}</code>
            </>
          )}
        </div>
        {assessment !== undefined && <div>{assessment.because}</div>}
        {check.type === 'heartbeat' && (isRunning(release) || release.status === 'draft') && (
          <Heartbeat release={release.key} check={check.id} />
        )}
        {check.type !== undefined && !isRunning(release) && release.status !== 'killed' && (
          <Measure check={check} release={release.key} services={release.services} />
        )}
      </td>
      <Figures release={release} check={check} assessment={assessment} measured={measured} />
      <td>
        <Mark state={state}>{word}</Mark>
      </td>
    </tr>
  )
}

/** The last value and the ones before it: what was measured, or the guard's bet where it counts itself. */
function Figures({
  release,
  check,
  assessment,
  measured,
}: Omit<RowParts, 'said'> & { assessment: Assessment | undefined }) {
  const { logE, killAt } = assessment?.evidence ?? {}
  const isBet = typeof logE === 'number'
  const bets = useSeen(`${release.key}/${release.generation}/${check.id}`, isBet ? logE : undefined)
  const last = measured.at(-1)
  if (last !== undefined && check.type !== undefined)
    return (
      <>
        <td className={table.number} title={said(last)}>
          {last.type === 'value' ? number(last.value) : last.type === 'error' ? 'error' : 'no data'}
        </td>
        <td className={table.less}>
          <MeasuredSpark
            values={measured.map((one) => (one.type === 'value' ? (one.value ?? null) : null))}
            limit={threshold(check)}
            label={`The last ${measured.length} measurements of ${check.id}, ${measured.filter((one) => verdictOf(one) === 'bad').length} of them bad; the last ${said(last)}`}
          />
        </td>
      </>
    )
  const e = isBet ? Math.exp(Math.min(logE, 30)) : undefined
  return (
    <>
      <td className={table.number}>{e === undefined ? '–' : e < 0.01 ? 'E < 0.01' : `E ${number(e)}`}</td>
      <td className={table.less}>
        {isBet && (
          <MeasuredSpark
            values={bets.map((bet) => Math.max(leastBet, bet))}
            limit={typeof killAt === 'number' ? killAt : undefined}
            label={`The evidence of ${check.id} since this page was opened, against the line at which it kills`}
          />
        )}
      </td>
    </>
  )
}

/** A hundredth: below it matters to nobody how far. */
const leastBet = Math.log(0.01)

const notAsked = ['off', 'not asked'] as const satisfies readonly [State, string]

const verdicts: Record<Assessment['outcome'], readonly [State, string]> = {
  pass: ['on', 'passes'],
  inconclusive: ['off', 'waits'],
  hold: ['holding', 'holds'],
  fail: ['killed', 'fails'],
}
