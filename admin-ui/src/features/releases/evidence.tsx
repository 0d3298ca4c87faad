import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { Empty, Panel } from '../../components/panel'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { count, percent } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { outcomesQuery } from '../../lib/queries'
import { ratesOf, stageMarks } from './rates'
import type { GuardAnswer, Release } from './release'
import classes from './release-page.module.css'
import { useSeen } from './use-seen'

const Strip = lazy(async () => ({ default: (await import('../../components/strip')).Strip }))

/** The new path against the old one: what the bet has come to, and the raw counts. */
export function Evidence({ release, guard }: { release: Release; guard: GuardAnswer | undefined }) {
  const outcomes = guard?.decision?.assessments.find(({ check }) => check === 'sdk-outcomes')
  const { logE, killAt, holdAt } = outcomes?.evidence ?? {}
  const points = useSeen(`${release.key}/${release.generation}`, typeof logE === 'number' ? logE : undefined)
  return (
    <Panel title="Evidence against the new path" aside="both arms at the same time">
      {typeof killAt === 'number' && typeof holdAt === 'number' && points.length > 0 ? (
        <Scale points={points} killAt={killAt} holdAt={holdAt} />
      ) : (
        <Empty>{outcomes?.because ?? 'Nothing is compared yet.'}</Empty>
      )}
      <Rates release={release} />
      <Arms release={release} guard={guard} erring={outcomes?.evidence} />
      <Kinds kinds={guard?.kinds ?? []} />
    </Panel>
  )
}

/** How often both variants failed of late, beside each other. */
function Rates({ release }: { release: Release }) {
  const place = usePlace()
  const { data } = useQuery({ ...outcomesQuery(place, release.key), enabled: release.generation > 0 })
  const items = data?.items
  const { times, fresh, old } = useMemo(() => ratesOf(items ?? []), [items])
  const marks = useMemo(() => stageMarks(items ?? [], release.stages), [items, release.stages])
  const series = useMemo(
    () => [
      { label: 'new', tone: 'new' as const, values: fresh },
      { label: 'old', tone: 'old' as const, values: old },
    ],
    [fresh, old],
  )
  if (times.length < 2) return null
  return (
    <>
      <h2 className={classes.second}>Errors by path</h2>
      <Suspense fallback={<div style={{ height: 130 }} />}>
        <Strip
          times={times}
          series={series}
          marks={marks}
          height={130}
          label="The share of requests that failed in the last minutes, of the new path and of the old one"
        />
      </Suspense>
    </>
  )
}

const width = 480
const height = 130
const left = 44

/** Below a hundredth it matters to nobody how far. */
const leastLogE = Math.log(0.01)

/** E on a scale of powers of ten, with the lines at which it holds and kills. */
function Scale({ points, killAt, holdAt }: { points: readonly number[]; killAt: number; holdAt: number }) {
  const y = (logE: number): number =>
    12 +
    ((killAt - Math.max(leastLogE, Math.min(logE, killAt * 1.05))) / (killAt - leastLogE)) * (height - 34)
  const x = (i: number): number => left + (i / Math.max(1, points.length - 1)) * (width - left - 4)
  const last = points.at(-1) ?? 0
  return (
    <svg
      className={classes.scale}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`E is ${shown(last)}; it holds at ${shown(holdAt)} and kills at ${shown(killAt)}`}
    >
      {[
        { at: killAt, word: 'kill', name: classes.killLine },
        { at: holdAt, word: 'hold', name: classes.holdLine },
        { at: 0, word: '', name: classes.oneLine },
      ].map(({ at, word, name }) => (
        <g key={word} className={name}>
          <line x1={left} x2={width - 4} y1={y(at)} y2={y(at)} />
          <text x={left - 6} y={y(at) + 4} textAnchor="end">
            {shown(at)}
          </text>
          <text x={width - 4} y={y(at) + 13} textAnchor="end">
            {word}
          </text>
        </g>
      ))}
      <text x={left} y={height - 1}>
        {points.length > 1 ? 'since you look' : ''}
      </text>
      <text x={width - 4} y={height - 1} textAnchor="end">
        now
      </text>
      <polyline
        className={classes.bet}
        points={points.map((logE, i) => `${x(i).toFixed(1)},${y(logE).toFixed(1)}`).join(' ')}
      />
      <circle className={classes.here} cx={x(points.length - 1)} cy={y(last)} r={3} />
    </svg>
  )
}

function shown(logE: number): string {
  if (logE <= leastLogE) return 'below 0.01'
  const e = Math.exp(Math.min(logE, 30))
  return e >= 10 ? count(Math.round(e)) : String(Number(e.toPrecision(2)))
}

interface ArmsParts {
  release: Release
  guard: GuardAnswer | undefined
  /** How many subjects had errors, by variant. */
  erring: { readonly [name: string]: unknown } | undefined
}

function Arms({ release, guard, erring }: ArmsParts) {
  if (guard === undefined || guard.counts.length === 0) return null
  const share = release.stages[release.stage ?? 0]?.share ?? 0
  const of = (arm: 'treatment' | 'control') => {
    const counts = guard.counts.map((one) => one[arm])
    const sum = (what: 'requests' | 'errors' | 'slow') => counts.reduce((all, one) => all + one[what], 0)
    return { requests: sum('requests'), errors: sum('errors'), slow: sum('slow') }
  }
  return (
    <Table label="Both paths">
      <thead>
        <tr>
          <th />
          <th className={table.number}>requests</th>
          <th
            className={`${table.number} ${classes.wide}`}
            title="Subjects that had an error: one that fails often counts once"
          >
            subjects with errors
          </th>
          <th className={`${table.number} ${classes.wide}`}>errors</th>
          <th className={table.number}>error rate</th>
          <th className={table.number}>slow</th>
        </tr>
      </thead>
      <tbody>
        {[
          {
            name: `new, ${percent(share)}`,
            tone: 'new',
            sums: of('treatment'),
            subjects: erring?.['erringInTreatment'],
          },
          {
            name: `old, ${percent(1 - share)}`,
            tone: 'old',
            sums: of('control'),
            subjects: erring?.['erringInControl'],
          },
        ].map(({ name, tone, sums, subjects }) => (
          <tr key={tone}>
            <td className={classes.armName}>
              <i className={classes.arm} data-tone={tone} /> {name}
            </td>
            <td className={table.number}>{count(sums.requests)}</td>
            <td className={`${table.number} ${classes.wide}`}>
              {typeof subjects === 'number' ? count(subjects) : '–'}
            </td>
            <td className={`${table.number} ${classes.wide}`}>{count(sums.errors)}</td>
            <td className={table.number}>
              {sums.requests === 0 ? '–' : percent(sums.errors / sums.requests)}
            </td>
            <td className={table.number}>{count(sums.slow)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function Kinds({ kinds }: { kinds: GuardAnswer['kinds'] }) {
  const fresh = kinds.filter(({ treatment, control }) => treatment > 0 && control === 0)
  if (fresh.length === 0) return null
  return (
    <>
      <h2 className={classes.second}>Seen only in the new path</h2>
      <table className={table.table}>
        <tbody>
          {fresh.map(({ kind, treatment, traceId }) => (
            <tr key={kind}>
              <td>
                <code>{kind}</code>
              </td>
              <td className={table.number}>{count(treatment)}</td>
              <td className={table.number}>
                {traceId === null ? '' : <code title="trace id">{traceId}</code>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
