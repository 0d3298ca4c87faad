import { sentenceOf } from '../lib/api'
import { useFocus } from '../lib/use-focus'
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

type Input = Omit<React.ComponentProps<'input'>, 'value' | 'onChange'>

/** A line of text, below what is asked. */
export function TextField({
  label,
  value,
  onChange,
  ...input
}: Input & { label: React.ReactNode; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label}>
      <input {...input} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </Field>
  )
}

/** The key of what is new: it stays, since programs, rules and addresses name it. The cursor begins here. */
export function KeyField(parts: {
  label: string
  value: string
  placeholder: string
  onChange: (value: string) => void
}) {
  const field = useFocus<HTMLInputElement>()
  return (
    <TextField ref={field} required spellCheck={false} autoCapitalize="none" autoComplete="off" {...parts} />
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
