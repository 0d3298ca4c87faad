import type { Editing } from '../lib/use-edit'
import { Button } from './button'
import classes from './field.module.css'

/** Somebody else was first: what of it, and what to do about it. Nothing while nobody was. */
export function Overtaken({
  editing: { overtaken, keepMine, forget },
}: {
  editing: Pick<Editing<object>, 'overtaken' | 'keepMine' | 'forget'>
}) {
  if (overtaken.length === 0) return null
  return (
    <div role="alert" className={classes.problem}>
      <p>
        Somebody has saved something else meanwhile: {overtaken.join(', ')}. What you typed is still here.
      </p>
      <Button onClick={forget}>Take theirs</Button> <Button onClick={keepMine}>Put mine on top</Button>
    </div>
  )
}
