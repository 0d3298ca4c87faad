import type { Targeting } from '../flag'
import classes from './editor.module.css'
import { fieldAt } from './field-at'
import { fieldName } from './field-name'
import type { FieldProblem } from './use-check'

/** All that is wrong, each with the field's name, which leads there. */
export function ProblemList({
  problems,
  targeting,
}: {
  problems: readonly FieldProblem[]
  targeting: Targeting | undefined
}) {
  return (
    <ul role="alert" aria-label="What is wrong" className={classes.problems}>
      {problems.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          <button type="button" onClick={() => fieldAt(document, path)?.focus()}>
            {targeting === undefined ? path : fieldName(path, targeting)}
          </button>
          : {message}
        </li>
      ))}
    </ul>
  )
}
