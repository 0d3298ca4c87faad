import classes from './steps.module.css'

export type StepState = 'done' | 'now' | 'later'

/** What is done one after the other; what is next can be done here. */
export function Steps({ children }: { children: React.ReactNode }) {
  return <ol className={classes.steps}>{children}</ol>
}

export function Step({
  at,
  state,
  title,
  children,
}: {
  at: number
  state: StepState
  title: string
  children?: React.ReactNode
}) {
  return (
    <li className={classes.step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
      <span className={classes.number}>{state === 'done' ? '✓' : at}</span>
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  )
}

/** Something that comes by itself. */
export function Waiting({ children }: { children: React.ReactNode }) {
  return (
    <p className={classes.waiting}>
      <i aria-hidden="true" /> {children}
    </p>
  )
}
