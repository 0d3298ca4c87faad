import { useQuery } from '@tanstack/react-query'
import { Empty, Panel } from '../../components/panel'
import table from '../../components/table.module.css'
import { percent } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagCountsQuery } from '../../lib/queries'
import classes from './flag-page.module.css'
import { perSecond, ratesOf, windowMs } from './rates'

const tones = ['var(--blue)', 'var(--grey-fill)', 'var(--ink-3)', 'var(--line)']

/** What was served in the last ten minutes, by variant and reason, as the SDKs count it. */
export function Served({ flag }: { flag: string }) {
  const place = usePlace()
  const { data } = useQuery(flagCountsQuery(place, flag, windowMs))
  const { rows, steps } = ratesOf(data?.items ?? [], data?.now ?? 0)
  const variants = steps.map(({ variant }) => variant)
  const toneOf = (variant: string | null) => tones[variants.indexOf(variant) % tones.length]
  return (
    <Panel title="Served now" aside="last 10 min, from the SDKs">
      {rows.length === 0 ? (
        <Empty>No connected SDK has evaluated it here in the last ten minutes.</Empty>
      ) : (
        <>
          <Stacked steps={steps} toneOf={toneOf} />
          <table className={table.table}>
            <tbody>
              {rows.map(({ variant, reason, perSecond: rate, share }) => (
                <tr key={`${variant} ${reason}`}>
                  <td>
                    <i className={classes.dot} style={{ background: toneOf(variant) }} aria-hidden="true" />
                    <code>{variant ?? 'default of the code'}</code>
                  </td>
                  <td className={table.quiet}>{reason.toLowerCase().replaceAll('_', ' ')}</td>
                  <td className={table.number}>{perSecond(rate)}</td>
                  <td className={table.number}>{percent(share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  )
}

const width = 308
const height = 72

function Stacked({
  steps,
  toneOf,
}: {
  steps: ReturnType<typeof ratesOf>['steps']
  toneOf: (variant: string | null) => string | undefined
}) {
  const times = steps[0]?.counts.length ?? 0
  const totals = Array.from({ length: times }, (_, at) =>
    steps.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0),
  )
  const most = Math.max(...totals, 1)
  const bottoms = totals.map(() => 0)
  return (
    <svg
      className={classes.area}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label="Evaluations by variant, in the last ten minutes"
    >
      {steps.map(({ variant, counts }) => (
        <g key={variant} fill={toneOf(variant)}>
          {counts.map((count, at) => {
            const bottom = bottoms[at] ?? 0
            bottoms[at] = bottom + count
            const x = (at / times) * width
            const tall = (count / most) * height
            return (
              <rect
                key={x}
                x={x}
                y={height - ((bottom + count) / most) * height}
                width={width / times}
                height={tall}
              />
            )
          })}
        </g>
      ))}
    </svg>
  )
}
