import type { Targeting } from '../flag'
import classes from './editor.module.css'
import { fieldAt } from './field-at'
import { fieldName } from './field-name'
import type { FieldProblem } from './use-check'

/** All that is wrong: where fields are shown each with the field's name, which leads there, else with its place in the JSON. */
export function ProblemList({
  problems,
  targeting,
}: {
  problems: readonly FieldProblem[]
  /** Undefined where no fields are shown. */
  targeting: Targeting | undefined
}) {
  return (
    <div role="alert" aria-label="What is wrong">
      <ul className={classes.problems}>
        {problems.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {targeting === undefined ? (
              <code>{path === '' ? '/' : path}</code>
            ) : (
              <button type="button" onClick={() => fieldAt(document, path)?.focus()}>
                {fieldName(path, targeting)}
              </button>
            )}
            : {message}
          </li>
        ))}
      </ul>
    </div>
  )
}
