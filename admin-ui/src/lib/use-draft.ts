import { useState } from 'react'
import { isLike, keep, kept } from './kept'

export interface DraftOf<T> {
  typed: T
  change: (part: Partial<T>) => void
  /** After it was saved. */
  forget: () => void
}

/** What is typed of something new, kept in the tab under a name. Nothing secret belongs into it. */
export function useDraft<T extends object>(name: string, empty: T): DraftOf<T> {
  const [typed, setTyped] = useState<T>(() => {
    const found = kept(name)
    return isLike(empty, found) ? found : empty
  })
  return {
    typed,
    change(part) {
      const next = { ...typed, ...part }
      setTyped(next)
      keep(name, next)
    },
    forget() {
      setTyped(empty)
      keep(name, undefined)
    },
  }
}
