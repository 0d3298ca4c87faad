import { Panel } from '../../components/panel'
import type { Incident } from './incident'
import classes from './incident-page.module.css'
import { useBeforeRestore } from './use-before-restore'

/** What should be so before it comes back: the reason is asked for, the rest is for a person to judge. */
export function Preconditions({ incident }: { incident: Incident }) {
  const found = useBeforeRestore(incident)
  const all = [
    ...found,
    { isMet: false, what: 'a reason, by somebody who may restore: it is asked for then' },
  ]
  return (
    <Panel title="Before it can come back">
      <ul className={classes.conditions}>
        {all.map(({ isMet, what }) => (
          <li key={what} data-met={isMet}>
            <span aria-hidden="true">{isMet ? '✓' : '○'}</span>
            <span>
              <span className={classes.hidden}>{isMet ? 'so: ' : 'not yet: '}</span>
              {what}
            </span>
          </li>
        ))}
      </ul>
      <p className={classes.quiet}>
        Nothing comes back by itself. Ripcord asks for the reason and the right to restore; the rest is for
        you to judge.
      </p>
    </Panel>
  )
}
