import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { Button } from '../../../components/button'
import type { Flag, Targeting } from '../flag'
import { type Editing, EditingProvider } from './editing'
import classes from './editor.module.css'
import { fieldAt } from './field-at'
import { Suggestions } from './suggestions'
import type { FieldProblem } from './use-check'

interface FrameParts {
  /** Whose variants are served; other flags may be asked for. */
  flag: Pick<Flag, 'key' | 'variants'>
  targeting: Targeting
  problems: readonly FieldProblem[]
  flags: readonly Flag[]
  segments: readonly { key: string; name: string }[]
  /** Names of attributes that are known. */
  attributes: readonly string[]
  onChange: (targeting: Targeting) => void
  className?: string | undefined
  children: (editing: Editing) => React.ReactNode
}

/** What fields of an editor share: where the focus goes, what is said, what can be taken back. */
export function EditingFrame(parts: FrameParts) {
  const { flag, targeting, problems, flags, segments, attributes, onChange, className, children } = parts
  const root = useRef<HTMLDivElement>(null)
  const wanted = useRef<string>(undefined)
  const [said, setSaid] = useState('')
  const [gone, setGone] = useState<{ what: string; before: Targeting }>()
  const [attributeList, flagList] = [useId(), useId()]
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
      <div ref={root} className={className}>
        <Suggestions id={attributeList} words={attributes} />
        <Suggestions id={flagList} words={flags.map(({ key }) => key).filter((key) => key !== flag.key)} />
        {children(editing)}
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

/** The first of each field's: one at a time is enough to go on. */
function byPath(problems: readonly FieldProblem[]): ReadonlyMap<string, string> {
  return new Map(problems.toReversed().map(({ path, message }) => [path, message]))
}
