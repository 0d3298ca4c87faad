import { createContext, useContext } from 'react'
import type { Flag, Targeting } from '../flag'
import classes from './editor.module.css'
import { type Path, pointerOf, replaced, valueAt } from './tree'

// What the fields of the editor share: the one draft that all of them edit, and what is known about it.

export interface Editing {
  flag: string
  variants: readonly string[]
  targeting: Targeting
  /** What is wrong, by the field's JSON pointer. */
  problems: ReadonlyMap<string, string>
  /** Flags that conditions may ask for, by key; those that are archived left out. */
  flags: ReadonlyMap<string, Flag>
  segments: readonly { key: string; name: string }[]
  /** Ids of the lists that fields suggest from. */
  attributeList: string
  flagList: string
  /** `focus` is the field that has the focus then; `said` is told to who can't see it. */
  edit: (change: (targeting: Targeting) => Targeting, after?: { focus?: string; said?: string }) => void
  /** The same, and it can be taken back for a while. */
  takeOut: (change: (targeting: Targeting) => Targeting, what: string, focus: string) => void
}

const EditingContext = createContext<Editing | undefined>(undefined)
export const EditingProvider = EditingContext.Provider

export function useEditing(): Editing {
  const editing = useContext(EditingContext)
  if (editing === undefined) throw new Error('No editor is about this field')
  return editing
}

/** One field: what stands in it, how to change that, and what its input has to say about itself. */
export function useField(path: Path) {
  const { targeting, problems, edit } = useEditing()
  const pointer = pointerOf(path)
  const problem = problems.get(pointer)
  return {
    value: valueAt(targeting, path),
    set: (value: unknown) => edit((before) => replaced(before, path, value)),
    problem,
    input: {
      'data-field': pointer,
      'aria-invalid': problem !== undefined,
      ...(problem !== undefined && { 'aria-describedby': noteId(pointer) }),
    },
  }
}

const noteId = (pointer: string): string => `problem${pointer}`

/** What is wrong with the field before it. */
export function Note({ path }: { path: Path }) {
  const pointer = pointerOf(path)
  const problem = useEditing().problems.get(pointer)
  if (problem === undefined) return null
  return (
    <span id={noteId(pointer)} className={classes.note}>
      {problem}
    </span>
  )
}
