import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/button'
import { Empty, Panel } from '../../components/panel'
import { Reading } from '../../components/reading'
import { Table } from '../../components/table'
import table from '../../components/table.module.css'
import { count, percent } from '../../lib/format'
import { usePlace } from '../../lib/place'
import { flagCountsQuery, flagHistoryQuery, incidentsQuery } from '../../lib/queries'
import { Area, type Mark } from './area'
import type { Flag, Settings } from './flag'
import classes from './flag-page.module.css'
import { happeningsOf } from './history/happenings'
import { endOf, perSecond, type Rate, ratesOf, reasonWords, type Span, spans, toneOf } from './rates'
import { layersOf, VariantName } from './served'

/** What is served, by variant and reason, over ten minutes to a day, with what was changed meanwhile. */
export function Live({ flag, settings }: { flag: Flag; settings: Settings }) {
  const place = usePlace()
  const [span, setSpan] = useState<Span>(spans[0])
  const { data, error } = useQuery(flagCountsQuery(place, flag.key, span))
  const marks = useMarks(flag.key)
  const end = endOf(span, data?.now ?? 0)
  const { rows, steps } = ratesOf(data?.items ?? [], end, span)
  const variants = Object.keys(flag.variants)
  const hasRules = settings.rules.length > 0 || settings.prerequisites.length > 0
  const tone = (variant: string | null): string => toneOf(variant, variants, settings.offVariant)
  return (
    <Panel
      title={data === undefined ? 'Live' : sentenceOf(rows, span)}
      aside="counted by the SDKs, which tell every ten seconds"
    >
      <div className={classes.spans} role="group" aria-label="How far back">
        {spans.map((one) => (
          <Button key={one.name} aria-pressed={one === span} onClick={() => setSpan(one)}>
            {one.name}
          </Button>
        ))}
      </div>
      {data === undefined ? (
        <Reading error={error} lines={8} />
      ) : rows.length === 0 ? (
        <Empty>
          No connected SDK has evaluated it here in the last {span.name}. The tab “Code” says how.
        </Empty>
      ) : (
        <>
          <Area
            layers={layersOf(steps, variants, settings.offVariant)}
            end={end}
            stepMs={span.stepMs}
            height={180}
            marks={marks}
            hasAxis
            label={`Evaluations by variant, in the last ${span.name}`}
          />
          <Table label="Evaluations by variant and reason">
            <thead>
              <tr>
                <th>variant</th>
                <th className={classes.json}>value</th>
                <th>because of</th>
                <th className={table.number}>evaluations</th>
                <th className={table.number}>a second</th>
                <th className={table.number}>share</th>
                <th aria-label="share, drawn" className={classes.barred} />
              </tr>
            </thead>
            <tbody>
              {rows.map(({ variant, reason, perSecond: rate, share, count: counted }) => (
                <tr key={`${variant} ${reason}`}>
                  <td>
                    <i className={classes.dot} style={{ background: tone(variant) }} aria-hidden="true" />
                    <VariantName variant={variant} />
                  </td>
                  <td className={classes.json}>{valueOf(flag, variant)}</td>
                  <td>
                    <span title={reasonWords(reason, hasRules).means}>
                      {reasonWords(reason, hasRules).says}
                    </span>
                  </td>
                  <td className={table.number}>{count(counted)}</td>
                  <td className={table.number}>{perSecond(rate)}</td>
                  <td className={table.number}>{percent(share)}</td>
                  <td className={classes.barred}>
                    <i style={{ width: `${share * 100}%`, background: tone(variant) }} />
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </>
      )}
    </Panel>
  )
}

/** What was done to it, as marks on the chart. */
function useMarks(flag: string): Mark[] {
  const place = usePlace()
  const { data } = useQuery(flagHistoryQuery(place, flag))
  const incidents = useQuery(incidentsQuery(place))
  return happeningsOf(flag, place.environment, data ?? [], incidents.data ?? []).map(
    ({ at, what, revision }) => ({
      at: Date.parse(at),
      text: revision === null ? what : `revision ${count(revision)}`,
      isKill: what === 'killed',
    }),
  )
}

function sentenceOf(rows: readonly Rate[], span: Span): string {
  if (rows.length === 0) return `Nobody has asked for it in the last ${span.name}.`
  const total = rows.reduce((sum, { perSecond: rate }) => sum + rate, 0)
  const shares = new Map<string, number>()
  for (const { variant, share } of rows) {
    const name = variant ?? 'the default of the code'
    shares.set(name, (shares.get(name) ?? 0) + share)
  }
  const said = [...shares].sort(([, a], [, b]) => b - a).map(([name, share]) => `${percent(share)} ${name}`)
  const what = said.length === 1 ? `always ${[...shares.keys()][0] ?? ''}` : said.join(', ')
  return `${perSecond(total).replace(' /s', '')} evaluations a second in the last ${span.name}: ${what}.`
}

function valueOf(flag: Flag, variant: string | null): string {
  if (variant === null || !Object.hasOwn(flag.variants, variant)) return '–'
  const text = JSON.stringify(flag.variants[variant])
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
