import { useMemo } from 'react'
import { Button } from '../../components/button'
import { usePlace } from '../../lib/place'
import { attributesOf } from '../flag/editor/attributes'
import { ConditionFields } from '../flag/editor/condition-fields'
import { Adders } from '../flag/editor/condition-tools'
import { newCondition } from '../flag/editor/conditions'
import type { Editing } from '../flag/editor/editing'
import { EditingFrame } from '../flag/editor/editing-frame'
import classes from '../flag/editor/editor.module.css'
import { pointerOf, without } from '../flag/editor/tree'
import type { FieldProblem } from '../flag/editor/use-check'
import type { Condition, Flag } from '../flag/flag'
import { asTargeting, nobody, rulesOf } from './as-targeting'

interface RulesFieldsParts {
  rules: readonly Condition[]
  problems: readonly FieldProblem[]
  flags: readonly Flag[]
  /** Those that a rule may ask for. */
  segments: readonly { key: string; name: string }[]
  onChange: (rules: Condition[]) => void
}

/** A segment's rules as fields: the editor of conditions of a flag, around what nobody is served. */
export function RulesFields({ rules, flags, onChange, ...rest }: RulesFieldsParts) {
  const { environment } = usePlace()
  const attributes = useMemo(() => attributesOf(flags, environment), [flags, environment])
  const targeting = useMemo(() => asTargeting(rules), [rules])
  return (
    <EditingFrame
      {...rest}
      flag={nobody}
      flags={flags}
      targeting={targeting}
      attributes={attributes}
      className={classes.fields}
      onChange={(next) => onChange(rulesOf(next))}
    >
      {({ edit, takeOut }) => (
        <>
          {rules.map((rule, index) => (
            // Rules of a segment have no names but their places.
            <RuleFields key={index} rule={rule} index={index} takeOut={takeOut} />
          ))}
          <div>
            <Button
              data-field="add-rule"
              onClick={() =>
                edit((before) => asTargeting([...rulesOf(before), newCondition('attribute')]), {
                  focus: pointerOf(['rules', rules.length, 'when']),
                  said: `Rule ${rules.length + 1} was added.`,
                })
              }
            >
              Add rule
            </Button>
          </div>
        </>
      )}
    </EditingFrame>
  )
}

function RuleFields({
  rule,
  index,
  takeOut,
}: {
  rule: Condition
  index: number
  takeOut: Editing['takeOut']
}) {
  const path = ['rules', index]
  const when = [...path, 'when']
  return (
    <section className={classes.rule} aria-label={`Rule ${index + 1}`}>
      <header>
        <span className={classes.number}>{index + 1}</span>
        <span className={classes.name}>{index === 0 ? 'Whoever' : 'Or whoever'}</span>
        <button
          type="button"
          className={classes.small}
          aria-label={`Remove rule ${index + 1}`}
          onClick={() => takeOut((before) => without(before, path), `rule ${index + 1}`, 'add-rule')}
        >
          Remove
        </button>
      </header>
      <div className={classes.body}>
        <div data-field={pointerOf(when)} tabIndex={-1} className={classes.when}>
          <ConditionFields path={when} condition={rule} place="" />
          {rule.type === 'all' || rule.type === 'any' ? null : (
            <Adders path={when} count={1} name="the rule" inner="any" />
          )}
        </div>
      </div>
    </section>
  )
}
