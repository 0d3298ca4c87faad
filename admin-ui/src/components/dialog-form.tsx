import { Button } from './button'
import { Problem } from './field'
import classes from './form.module.css'

interface DialogFormParts {
  title: React.ReactNode
  /** What follows from it, before it is done. */
  text?: React.ReactNode
  /** What the button says: what is done, and where. */
  does: React.ReactNode
  /** Nothing is sent while it is: something is missing, or it is under way. */
  isDisabled: boolean
  /** Why the server has not done it. */
  problem: unknown
  onSubmit: () => void
  onCancel: () => void
  children?: React.ReactNode
}

/** A form in a dialog: what is asked, what went wrong, and the two ways out. */
export function DialogForm(parts: DialogFormParts) {
  const { title, text, does, isDisabled, problem, onSubmit, onCancel, children } = parts
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isDisabled) onSubmit()
      }}
    >
      <h2 className={classes.title}>{title}</h2>
      {text !== undefined && <p className={classes.text}>{text}</p>}
      {children}
      <Problem of={problem} />
      <div className={classes.actions}>
        <Button onClick={onCancel} keyHint="Esc">
          Cancel
        </Button>
        <Button type="submit" tone="strong" disabled={isDisabled}>
          {does}
        </Button>
      </div>
    </form>
  )
}
