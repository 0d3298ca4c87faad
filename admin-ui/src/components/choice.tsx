import classes from './choice.module.css'

/** Yes or no, and what it means. */
export function Choice({
  checked,
  onChange,
  children,
  name,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: React.ReactNode
  /** Of several choices with one name only one is taken. */
  name?: string
}) {
  return (
    <label className={classes.choice}>
      <input
        type={name === undefined ? 'checkbox' : 'radio'}
        name={name}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  )
}

/** Choices that belong together. */
export function Choices({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <fieldset className={classes.choices}>
      <legend>{label}</legend>
      {children}
    </fieldset>
  )
}
