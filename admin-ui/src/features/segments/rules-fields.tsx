import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { Button } from '../../components/button'
import { usePlace } from '../../lib/place'
import { attributesOf } from '../flag/editor/attributes'
import { Adders, ConditionFields } from '../flag/editor/condition-fields'
import { newCondition } from '../flag/editor/conditions'
import { type Editing, EditingProvider } from '../flag/editor/editing'
import classes from '../flag/editor/editor.module.css'
import { fieldAt } from '../flag/editor/field-at'
import { Suggestions } from '../flag/editor/suggestions'
import { pointerOf, without } from '../flag/editor/tree'
import type { FieldProblem } from '../flag/editor/use-check'
import type { Condition, Flag, Targeting } from '../flag/flag'
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
export function RulesFields({ rules, problems, flags, segments, onChange }: RulesFieldsParts) {
  const { environment } = usePlace()
  const root = useRef<HTMLDivElement>(null)
  const wanted = useRef<string>(undefined)
  const [said, setSaid] = useState('')
  const [gone, setGone] = useState<{ what: string; before: Targeting }>()
  const [attributeList, flagList] = [useId(), useId()]
  const attributes = useMemo(() => attributesOf(flags, environment), [flags, environment])
  const targeting = useMemo(() => asTargeting(rules), [rules])
  const byKey = useMemo(() => new Map(flags.map((flag) => [flag.key, flag])), [flags])
  const messages = useMemo(
    // The first of each field: one at a time is enough to go on.
    () => new Map(problems.toReversed().map(({ path, message }) => [path, message])),
    [problems],
  )
  useEffect(() => {
    if (wanted.current === undefined || root.current === null) return
    fieldAt(root.current, wanted.current)?.focus()
    wanted.current = undefined
  })

  const edit: Editing['edit'] = (change, { focus, said: words = '' } = {}) => {
    wanted.current = focus
    setSaid(words)
    setGone(undefined)
    onChange(rulesOf(change(targeting)))
  }
  const takeOut: Editing['takeOut'] = (change, what, focus) => {
    edit(change, { focus })
    setGone({ what, before: targeting })
  }
  const editing: Editing = {
    flag: nobody.key,
    variants: Object.keys(nobody.variants),
    targeting,
    problems: messages,
    flags: byKey,
    segments,
    attributeList,
    flagList,
    edit,
    takeOut,
  }
  return (
    <EditingProvider value={editing}>
      <div ref={root} className={classes.fields}>
        <Suggestions id={attributeList} words={attributes} />
        <Suggestions id={flagList} words={flags.map(({ key }) => key)} />
        {rules.map((rule, index) => (
          // rules of a segment have no names but their places.
          <RuleFields key={index} rule={rule} index={index} takeOut={takeOut} />
        ))}
        <div>
          <Button
            data-field="add-rule"
            onClick={() => {
              wanted.current = pointerOf(['rules', rules.length, 'when'])
              setSaid(`Rule ${rules.length + 1} was added.`)
              setGone(undefined)
              onChange([...rules, newCondition('attribute')])
            }}
          >
            Add rule
          </Button>
        </div>
        <div role="status" className={classes.status}>
          {said !== '' && <span className={classes.hidden}>{said}</span>}
          {gone !== undefined && (
            <>
              Removed {gone.what}.{' '}
              <Button onClick={() => edit(() => gone.before, { said: `${gone.what} is back.` })}>Undo</Button>
            </>
          )}
        </div>
      </div>
    </EditingProvider>
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
