import { useQuery } from '@tanstack/react-query'
import { Empty, Panel } from '../../components/panel'
import { Reading } from '../../components/reading'
import table from '../../components/table.module.css'
import { percent } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagCountsQuery } from '../../lib/queries'
import { Area, type Layer } from './area'
import type { Flag, Settings } from './flag'
import classes from './flag-page.module.css'
import { endOf, inOrder, perSecond, type Served as Rates, ratesOf, reasonWords, spans, toneOf } from './rates'

const [span] = spans

/** What was served in the last ten minutes, by variant and reason, as the SDKs count it. */
export function Served({ flag, settings }: { flag: Flag; settings: Settings }) {
  const place = usePlace()
  const { data, error } = useQuery(flagCountsQuery(place, flag.key, span))
  const end = endOf(span, data?.now ?? 0)
  const { rows, steps } = ratesOf(data?.items ?? [], end)
  const variants = Object.keys(flag.variants)
  const hasRules = settings.rules.length > 0 || settings.prerequisites.length > 0
  return (
    <Panel title="Served now" aside="last 10 min, from the SDKs">
      {data === undefined ? (
        <Reading error={error} />
      ) : rows.length === 0 ? (
        <Empty>No connected SDK has evaluated it here in the last ten minutes.</Empty>
      ) : (
        <>
          <Area
            layers={layersOf(steps, variants, settings.offVariant)}
            end={end}
            stepMs={span.stepMs}
            label="Evaluations by variant, in the last ten minutes"
          />
          <table className={table.table}>
            <tbody>
              {rows.map(({ variant, reason, perSecond: rate, share, count }) => (
                <tr key={`${variant} ${reason}`}>
                  <td>
                    <i
                      className={classes.dot}
                      style={{ background: toneOf(variant, variants, settings.offVariant) }}
                      aria-hidden="true"
                    />
                    <VariantName variant={variant} />
                  </td>
                  <td className={table.quiet} title={reasonWords(reason, hasRules).means}>
                    {reasonWords(reason, hasRules).says}
                  </td>
                  <td className={table.number} title={`${count} evaluations, by all connected instances`}>
                    {perSecond(rate)}
                  </td>
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

export function VariantName({ variant }: { variant: string | null }) {
  return variant === null ? <>default of the code</> : <code>{variant}</code>
}

/** As they lie upon each other. */
export function layersOf(
  steps: Rates['steps'],
  variants: readonly string[],
  offVariant: string | null,
): Layer[] {
  return inOrder(steps, variants, offVariant).map(({ variant, counts }) => ({
    name: variant ?? 'default of the code',
    fill: toneOf(variant, variants, offVariant),
    counts,
  }))
}
