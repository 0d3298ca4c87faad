import { duration } from '../../lib/format'
import type { Incident } from './incident'
import classes from './incident-page.module.css'
import { segmentsOf, stepsOf } from './times'

/** How long each step took, as figures and as a bar of one after the other. */
export function TimeFigures({ incident }: { incident: Incident }) {
  const segments = segmentsOf(incident)
  const whole = segments.reduce((sum, { ms }) => sum + ms, 0)
  return (
    <>
      <dl className={classes.times}>
        {stepsOf(incident).map(({ name, ms, counts }) => (
          <div key={name} title={counts}>
            <dt>{name}</dt>
            <dd>{ms === null ? '–' : duration(ms)}</dd>
          </div>
        ))}
      </dl>
      {whole > 0 && (
        <div
          className={classes.bar}
          role="img"
          aria-label={`Of ${duration(whole)}: ${segments.map(({ name, ms }) => `${duration(ms)} ${name}`).join(', ')}`}
        >
          {segments.map(({ name, ms }) => (
            <i key={name} data-step={name} title={`${duration(ms)} ${name}`} style={{ flexGrow: ms / whole }}>
              {ms / whole > 0.12 && <span>{`${duration(ms)} ${name}`}</span>}
            </i>
          ))}
        </div>
      )}
    </>
  )
}
