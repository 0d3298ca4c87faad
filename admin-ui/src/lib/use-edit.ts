import { useState } from 'react'
import { changedIn, type Edit, overtakenIn, rebased } from './edit'
import { isLike, keep, kept } from './kept'

export interface Editing<T extends object> {
  /** As the fields show it: what stands, and on top of it what was typed. */
  mine: T
  change: (part: Partial<T>) => void
  /** What there is to save. */
  patch: Partial<T>
  isTouched: boolean
  /** Sent along, so that nothing is written over that was not seen. */
  ifMatch: number
  /** Names of fields that somebody else has changed since. */
  overtaken: string[]
  keepMine: () => void
  /** Back to what stands; also after it was saved. */
  forget: () => void
}

/** An edit of what stands, kept in the tab under a name until it is saved or left. */
export function useEdit<T extends object>(name: string, revision: number, stands: T): Editing<T> {
  const [edit, setEdit] = useState<Edit<T> | undefined>(() => readEdit(name, stands))
  const put = (next: Edit<T> | undefined): void => {
    setEdit(next)
    keep(name, next)
  }
  const overtaken = edit === undefined ? [] : overtakenIn(edit, stands)
  const patch = edit === undefined ? {} : changedIn(edit.base, edit.mine)
  // A change that touched none of these fields is no reason to ask.
  const present = edit !== undefined && overtaken.length === 0 ? rebased(edit, revision, stands) : edit
  return {
    mine: present?.mine ?? stands,
    change(part) {
      const from = present ?? { revision, base: stands, mine: stands }
      put({ ...from, mine: { ...from.mine, ...part } })
    },
    patch,
    isTouched: Object.keys(patch).length > 0,
    ifMatch: present?.revision ?? revision,
    overtaken,
    keepMine: () => edit !== undefined && put(rebased(edit, revision, stands)),
    forget: () => put(undefined),
  }
}

function readEdit<T extends object>(name: string, stands: T): Edit<T> | undefined {
  const found = kept(name)
  if (!isLike({ revision: 0, base: stands, mine: stands }, found)) return undefined
  return isLike(stands, found.base) && isLike(stands, found.mine) ? found : undefined
}
