import { sentenceOf } from '../lib/api'
import classes from './field.module.css'

/** What is asked, above where it is answered. */
export function Field({ label, children }: { label: React.ReactNode; children: React.ReactNode }) {
  return (
    <label className={classes.field}>
      {label}
      {children}
    </label>
  )
}

/** What went wrong, said at once to who can't see it; nothing while nothing did. */
export function Problem({ of: problem }: { of: unknown }) {
  if (problem === undefined || problem === null) return null
  const sentences = Array.isArray(problem) ? problem : [problem]
  if (sentences.length === 0) return null
  return (
    <div role="alert">
      <ul className={classes.problem}>
        {sentences.map((one) => {
          const said = typeof one === 'string' ? one : sentenceOf(one)
          return <li key={said}>{said}</li>
        })}
      </ul>
    </div>
  )
}
