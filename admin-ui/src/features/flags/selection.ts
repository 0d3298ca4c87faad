import { useCallback, useMemo, useState } from 'react'

/** Flags that are to be changed together, by key: they stay chosen when the list is narrowed. */
export interface Selection {
  chosen: ReadonlySet<string>
  toggle: (flag: string) => void
  choose: (flags: readonly string[]) => void
  clear: () => void
}

export function useSelection(): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (flag: string) =>
      setChosen((before) => (before.has(flag) ? without(before, flag) : new Set([...before, flag]))),
    [],
  )
  const choose = useCallback((flags: readonly string[]) => setChosen(new Set(flags)), [])
  const clear = useCallback(() => setChosen(new Set()), [])
  return useMemo(() => ({ chosen, toggle, choose, clear }), [chosen, toggle, choose, clear])
}

function without(flags: ReadonlySet<string>, one: string): Set<string> {
  const left = new Set(flags)
  left.delete(one)
  return left
}
