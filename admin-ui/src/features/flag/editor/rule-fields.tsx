import type { Rule } from '../flag'
import { ruleName, ruleWords } from '../words'
import { ConditionFields } from './condition-fields'
import { Adders } from './condition-tools'
import { isGroup } from './conditions'
import { Note, useEditing, useField } from './editing'
import classes from './editor.module.css'
import { OutcomeFields } from './outcome-fields'
import { moved, pointerOf, without } from './tree'

/** One rule: whom it is for, what they get, and where it stands among the others. */
export function RuleFields({ rule, index, count }: { rule: Rule; index: number; count: number }) {
  const { edit, takeOut } = useEditing()
  const path = ['rules', index]
  const when = [...path, 'when']
  const name = useField([...path, 'description'])
  const id = useField([...path, 'id'])
  const move = (to: number, direction: 'up' | 'down'): void => {
    // At an end the button that was pressed has nowhere to go: the other one has.
    const isLast = to === (direction === 'up' ? 0 : count - 1)
    const next = isLast ? (direction === 'up' ? 'down' : 'up') : direction
    edit((before) => moved(before, ['rules'], index, to), {
      focus: pointerOf(['rules', to, next]),
      said: `${ruleName(rule)} is rule ${to + 1} of ${count} now.`,
    })
  }
  return (
    <section className={classes.rule} aria-label={`Rule ${index + 1}`}>
      <header>
        <span className={classes.number}>{index + 1}</span>
        <input
          {...name.input}
          aria-label="Name"
          className={classes.name}
          placeholder={`Name of ${rule.id === '' ? 'this rule' : rule.id}`}
          value={rule.description ?? ''}
          onChange={({ currentTarget: { value } }) => name.set(value === '' ? undefined : value)}
        />
        <span className={classes.tools}>
          <button
            type="button"
            className={classes.small}
            data-field={pointerOf([...path, 'up'])}
            aria-label={`Move rule ${index + 1} up`}
            disabled={index === 0}
            onClick={() => move(index - 1, 'up')}
          >
            ↑
          </button>
          <button
            type="button"
            className={classes.small}
            data-field={pointerOf([...path, 'down'])}
            aria-label={`Move rule ${index + 1} down`}
            disabled={index === count - 1}
            onClick={() => move(index + 1, 'down')}
          >
            ↓
          </button>
          <button
            type="button"
            className={classes.small}
            aria-label={`Remove rule ${index + 1}`}
            onClick={() =>
              takeOut(
                (before) => without(before, path),
                `rule ${index + 1} (${ruleName(rule)})`,
                count > 1 ? pointerOf(['rules', Math.max(0, index - 1), 'description']) : 'add-rule',
              )
            }
          >
            Remove
          </button>
        </span>
      </header>
      <Note path={[...path, 'description']} />
      <div className={classes.body}>
        <div data-field={pointerOf(when)} tabIndex={-1} className={classes.when}>
          <ConditionFields path={when} condition={rule.when} place="" />
          {!isGroup(rule.when) || rule.when.type === 'not' ? (
            <Adders path={when} count={1} name="the rule" inner="any" />
          ) : null}
        </div>
        <div className={classes.serve}>
          <OutcomeFields path={[...path, 'serve']} outcome={rule.serve} label="Serve" />
          <label
            className={classes.inline}
            title="Counts and explanations name the rule by it: it is best left as it is."
          >
            Id
            <input
              {...id.input}
              className={classes.text}
              spellCheck={false}
              autoComplete="off"
              value={rule.id}
              onChange={(event) => id.set(event.currentTarget.value)}
            />
          </label>
          <Note path={[...path, 'id']} />
        </div>
        <p className={classes.said}>{ruleWords(rule)}</p>
      </div>
    </section>
  )
}
