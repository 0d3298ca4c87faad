import { useEffect, useState } from 'react'
import { Empty, Panel } from '../../components/panel'
import table from '../../components/table.module.css'
import { count, percent } from '../../lib/format'
import type { GuardAnswer, Release } from './release'
import classes from './release-page.module.css'

/** The new path against the old one: what the bet has come to, and the raw counts. */
export function Evidence({ release, guard }: { release: Release; guard: GuardAnswer | undefined }) {
  const outcomes = guard?.decision?.assessments.find(({ check }) => check === 'sdk-outcomes')
  const { logE, killAt, holdAt } = outcomes?.evidence ?? {}
  const points = useHistory(
    `${release.key}/${release.generation}`,
    typeof logE === 'number' ? logE : undefined,
  )
  return (
    <Panel title="Evidence against the new path" aside="both arms at the same time">
      {typeof killAt === 'number' && typeof holdAt === 'number' && points.length > 0 ? (
        <Scale points={points} killAt={killAt} holdAt={holdAt} />
      ) : (
        <Empty>{outcomes?.because ?? 'Nothing is compared yet.'}</Empty>
      )}
      <Arms release={release} guard={guard} />
      <Kinds kinds={guard?.kinds ?? []} />
    </Panel>
  )
}

const mostPoints = 600

/** What was seen while the page is open. */
function useHistory(of: string, value: number | undefined): readonly number[] {
  const [seen, setSeen] = useState<{ of: string; points: readonly number[] }>({ of, points: [] })
  useEffect(() => {
    if (value === undefined) return
    setSeen((before) => ({
      of,
      points: [...(before.of === of ? before.points : []), value].slice(-mostPoints),
    }))
  }, [of, value])
  return seen.of === of ? seen.points : []
}

const width = 480
const height = 120
const left = 44

/** E on a scale of powers of ten, with the lines at which it holds and kills. */
function Scale({ points, killAt, holdAt }: { points: readonly number[]; killAt: number; holdAt: number }) {
  const least = Math.min(-3, ...points)
  const y = (logE: number): number =>
    12 + ((killAt - Math.min(logE, killAt * 1.05)) / (killAt - least)) * (height - 24)
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
      <polyline
        className={classes.bet}
        points={points.map((logE, i) => `${x(i).toFixed(1)},${y(logE).toFixed(1)}`).join(' ')}
      />
      <circle className={classes.here} cx={x(points.length - 1)} cy={y(last)} r={3} />
    </svg>
  )
}

function shown(logE: number): string {
  const e = Math.exp(Math.min(logE, 30))
  return e >= 10 ? count(Math.round(e)) : String(Number(e.toPrecision(2)))
}

function Arms({ release, guard }: { release: Release; guard: GuardAnswer | undefined }) {
  if (guard === undefined || guard.counts.length === 0) return null
  const share = release.stages[release.stage ?? 0]?.share ?? 0
  const of = (arm: 'treatment' | 'control') => {
    const counts = guard.counts.map((one) => one[arm])
    const sum = (what: 'requests' | 'errors' | 'slow') => counts.reduce((all, one) => all + one[what], 0)
    return { requests: sum('requests'), errors: sum('errors'), slow: sum('slow') }
  }
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th />
          <th className={table.number}>requests</th>
          <th className={table.number}>errors</th>
          <th className={table.number}>error rate</th>
          <th className={table.number}>slow</th>
        </tr>
      </thead>
      <tbody>
        {[
          { name: `new, ${percent(share)}`, tone: 'new', sums: of('treatment') },
          { name: `old, ${percent(1 - share)}`, tone: 'old', sums: of('control') },
        ].map(({ name, tone, sums }) => (
          <tr key={tone}>
            <td>
              <i className={classes.arm} data-tone={tone} /> {name}
            </td>
            <td className={table.number}>{count(sums.requests)}</td>
            <td className={table.number}>{count(sums.errors)}</td>
            <td className={table.number}>
              {sums.requests === 0 ? '–' : percent(sums.errors / sums.requests)}
            </td>
            <td className={table.number}>{count(sums.slow)}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
