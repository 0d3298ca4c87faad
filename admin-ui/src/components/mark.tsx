import classes from './mark.module.css'

export type State = 'on' | 'off' | 'rolling' | 'holding' | 'killed'

/** State is never colour alone: filled, ring or square, and the word beside it. */
export function Mark({ state, children }: { state: State; children?: React.ReactNode }) {
  return (
    <span className={classes.mark} data-state={state}>
      <i className={classes.sign} aria-hidden="true" />
      {children !== undefined && <span>{children}</span>}
    </span>
  )
}

/** A word in a box: what is killed or held, said aloud. */
export function Tag({
  tone,
  children,
}: {
  tone: 'killed' | 'holding' | 'plain' | 'blue'
  children: React.ReactNode
}) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {children}
    </span>
  )
}
