import { useState } from 'react'
import { keep, kept } from './kept'

export interface Kept<T> {
  value: T
  set: (value: T) => void
  /** After it was saved or left. */
  forget: () => void
}

/** What is typed, kept in the tab under a name until it is saved or left. Nothing secret belongs into it. */
export function useKept<T>(name: string, is: (found: unknown) => found is T, first: () => T): Kept<T> {
  const [value, setValue] = useState<T>(() => {
    const found = kept(name)
    return is(found) ? found : first()
  })
  return {
    value,
    set(next) {
      setValue(next)
      keep(name, next)
    },
    forget: () => keep(name, undefined),
  }
}
