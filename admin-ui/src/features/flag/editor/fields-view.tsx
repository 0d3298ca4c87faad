import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { Button } from '../../../components/button'
import { usePlace } from '../../../lib/place'
import type { Flag, Targeting } from '../flag'
import { attributesOf } from './attributes'
import { type Editing, EditingProvider } from './editing'
import classes from './editor.module.css'
import { fieldAt } from './field-at'
import { TargetingFields } from './fields'
import { Suggestions } from './suggestions'
import type { FieldProblem } from './use-check'

interface ViewParts {
  flag: Flag
  targeting: Targeting
  problems: readonly FieldProblem[]
  flags: readonly Flag[]
  segments: readonly { key: string; name: string }[]
  onChange: (targeting: Targeting) => void
}

/** The targeting as fields, and what they share: where the focus goes, what is said, what can be taken back. */
export function FieldsView({ flag, targeting, problems, flags, segments, onChange }: ViewParts) {
  const { environment } = usePlace()
  const root = useRef<HTMLDivElement>(null)
  const wanted = useRef<string>(undefined)
  const [said, setSaid] = useState('')
  const [gone, setGone] = useState<{ what: string; before: Targeting }>()
  const [attributeList, flagList] = [useId(), useId()]
  const attributes = useMemo(() => attributesOf([...flags, flag], environment), [flags, flag, environment])
  const byKey = useMemo(() => new Map(flags.map((one) => [one.key, one])), [flags])
  const messages = useMemo(() => byPath(problems), [problems])

  useEffect(() => {
    if (wanted.current === undefined || root.current === null) return
    fieldAt(root.current, wanted.current)?.focus()
    wanted.current = undefined
  })

  const edit: Editing['edit'] = (change, { focus, said: words = '' } = {}) => {
    const after = change(targeting)
    wanted.current = focus
    setSaid(words)
    setGone(undefined)
    onChange(after)
  }
  const takeOut: Editing['takeOut'] = (change, what, focus) => {
    edit(change, { focus })
    setGone({ what, before: targeting })
  }
  const undo = (): void => {
    if (gone === undefined) return
    edit(() => gone.before, { said: `${gone.what} is back.` })
  }
  const editing: Editing = {
    flag: flag.key,
    variants: Object.keys(flag.variants),
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
      <div ref={root}>
        <Suggestions id={attributeList} words={attributes} />
        <Suggestions id={flagList} words={flags.map(({ key }) => key).filter((key) => key !== flag.key)} />
        <TargetingFields />
        <div role="status" className={classes.status}>
          {said !== '' && <span className={classes.hidden}>{said}</span>}
          {gone !== undefined && (
            <>
              Removed {gone.what}. <Button onClick={undo}>Undo</Button>
            </>
          )}
        </div>
      </div>
    </EditingProvider>
  )
}

/** The first of each field's: one at a time is enough to go on. */
function byPath(problems: readonly FieldProblem[]): ReadonlyMap<string, string> {
  const messages = new Map<string, string>()
  for (const { path, message } of problems) if (!messages.has(path)) messages.set(path, message)
  return messages
}
