import { usePlace } from '../../lib/place'
import type { Flag } from './find-flags'
import classes from './flags-page.module.css'
import type { Selection } from './selection'

interface HeadParts {
  environments: readonly string[]
  flags: readonly Flag[]
  selection: Selection
}

/** What the columns are, and a box for all that are shown. */
export function HeadRow({ environments, flags, selection: { chosen, choose, clear } }: HeadParts) {
  const { environment } = usePlace()
  const isAll = chosen.size > 0 && flags.every(({ key }) => chosen.has(key))
  return (
    <div role="row" className={classes.headRow}>
      <span role="columnheader">
        <input
          type="checkbox"
          aria-label="Select all that are shown"
          checked={isAll}
          ref={(box) => {
            if (box !== null) box.indeterminate = chosen.size > 0 && !isAll
          }}
          onChange={() => (isAll ? clear() : choose(flags.map(({ key }) => key)))}
        />
      </span>
      <span role="columnheader">flag</span>
      <span role="columnheader" className={classes.kind}>
        kind
      </span>
      <span role="columnheader" className={classes.owner}>
        owner
      </span>
      {environments.map((key) => (
        <span
          role="columnheader"
          key={key}
          title={key}
          className={key === environment ? classes.here : classes.elsewhere}
        >
          {key}
        </span>
      ))}
      <span
        role="columnheader"
        className={classes.served}
        title={`Evaluations in ${environment}, by the minute`}
      >
        served, 1 h
      </span>
      <span role="columnheader" className={classes.rate} title="Evaluations a minute, of the last five">
        per min
      </span>
      <span role="columnheader" className={classes.changed} title={`Its settings in ${environment}`}>
        changed
      </span>
      <span role="columnheader" className={classes.note}>
        note
      </span>
      <span role="columnheader" />
    </div>
  )
}
