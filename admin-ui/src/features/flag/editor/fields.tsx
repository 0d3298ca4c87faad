import { Button } from '../../../components/button'
import { newRule } from './conditions'
import { Note, useEditing, useField } from './editing'
import classes from './editor.module.css'
import { FlagWithVariants } from './flag-variants'
import { OutcomeFields } from './outcome-fields'
import { RuleFields } from './rule-fields'
import { inserted, pointerOf, without } from './tree'

/** All of the targeting as fields, in the order in which it decides. */
export function TargetingFields() {
  const { targeting, variants, edit } = useEditing()
  const { rules, default: stands } = targeting
  return (
    <div className={classes.fields}>
      <Prerequisites />
      {rules.map((rule, index) => (
        // an id may be typed anew.
        <RuleFields key={index} rule={rule} index={index} count={rules.length} />
      ))}
      <Note path={['rules']} />
      <div>
        <Button
          data-field="add-rule"
          onClick={() =>
            edit((before) => inserted(before, ['rules'], rules.length, newRule(before, variants)), {
              focus: pointerOf(['rules', rules.length, 'description']),
              said: `Rule ${rules.length + 1} was added.`,
            })
          }
        >
          Add rule
        </Button>
      </div>
      <section className={classes.rule} aria-label="Everybody else">
        <div className={classes.body}>
          <OutcomeFields path={['default']} outcome={stands} label="Everybody else gets" />
          <Note path={['default']} />
        </div>
      </section>
      <OffVariant />
    </div>
  )
}

function Prerequisites() {
  const { targeting, edit, takeOut } = useEditing()
  const { prerequisites } = targeting
  return (
    <section className={classes.rule} aria-label="Prerequisites">
      <div className={classes.body}>
        {prerequisites.length > 0 && (
          <p className={classes.quiet}>
            Only while all of these flags are served so; else everybody gets what off serves.
          </p>
        )}
        {prerequisites.map((prerequisite, index) => (
          // they have no names but their places.
          <div key={index} role="group" aria-label={`Prerequisite ${index + 1}`} className={classes.row}>
            <FlagWithVariants path={['prerequisites', index]} />
            <span className={classes.tools}>
              <button
                type="button"
                className={classes.small}
                aria-label={`Remove prerequisite ${index + 1}`}
                onClick={() =>
                  takeOut(
                    (before) => without(before, ['prerequisites', index]),
                    `prerequisite ${index + 1} (${prerequisite.flag === '' ? 'no flag' : prerequisite.flag})`,
                    'add-prerequisite',
                  )
                }
              >
                ×
              </button>
            </span>
          </div>
        ))}
        <Note path={['prerequisites']} />
        <div className={classes.row}>
          {prerequisites.length === 0 && <span className={classes.quiet}>It needs no other flag.</span>}
          <button
            type="button"
            className={classes.small}
            data-field="add-prerequisite"
            onClick={() =>
              edit(
                (before) =>
                  inserted(before, ['prerequisites'], prerequisites.length, { flag: '', variants: [] }),
                { focus: pointerOf(['prerequisites', prerequisites.length, 'flag']) },
              )
            }
          >
            Add prerequisite
          </button>
        </div>
      </div>
    </section>
  )
}

function OffVariant() {
  const { variants } = useEditing()
  const { value, set, input } = useField(['offVariant'])
  const chosen = typeof value === 'string' ? value : undefined
  return (
    <section className={classes.rule} aria-label="Off">
      <div className={classes.body}>
        <label className={classes.inline}>
          Off serves, also when killed
          <select
            {...input}
            value={chosen === undefined ? '' : `variant ${chosen}`}
            onChange={({ currentTarget: { value: next } }) =>
              set(next === '' ? null : next.slice('variant '.length))
            }
          >
            {chosen !== undefined && !variants.includes(chosen) && (
              <option value={`variant ${chosen}`}>{chosen}</option>
            )}
            {variants.map((one) => (
              <option key={one} value={`variant ${one}`}>
                {one}
              </option>
            ))}
            <option value="">the caller’s default</option>
          </select>
        </label>
        <Note path={['offVariant']} />
      </div>
    </section>
  )
}
