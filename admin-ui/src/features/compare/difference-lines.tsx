import { linesOf, type Promotion } from './compare'
import classes from './compare.module.css'

/** So many lines are read; a promotion of more says how many there are. */
const mostLines = 40

export function DifferenceLines({ differences }: { differences: Promotion['flags'][number]['differences'] }) {
  const lines = linesOf(differences)
  return (
    <pre className={classes.lines} tabIndex={0} aria-label="What changes">
      {lines.slice(0, mostLines).map(({ sign, text }, i) => (
        // lines have no names.
        <span key={i} data-sign={sign}>
          {sign} {text}
          {'\n'}
        </span>
      ))}
      {lines.length > mostLines && `… ${lines.length - mostLines} more`}
    </pre>
  )
}
