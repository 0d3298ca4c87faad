import { clockTime, duration, utc } from '../../lib/format'
import type { Incident } from './incident'
import classes from './incident-page.module.css'

/** What happened, whoever knows of it, in order of time. */
export function Timeline({ incident: { timeline, openedAt } }: { incident: Incident }) {
  return (
    <ol className={classes.timeline}>
      {timeline.map(({ at, kind, what }, i) => (
        <li key={i} data-kind={kind}>
          <time dateTime={at} title={utc(at)}>
            {clockTime(at)}.{at.slice(20, 23)}
          </time>
          <span className={classes.offset}>{offset(Date.parse(at) - Date.parse(openedAt))}</span>
          <span className={classes.kind}>{kind}</span>
          <span className={classes.what}>{what}</span>
        </li>
      ))}
    </ol>
  )
}

function offset(ms: number): string {
  if (ms === 0) return '0'
  return `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`
}
