import { useState } from 'react'

/** What is typed, kept in the tab's own storage until it is saved or left: neither a reload nor a failed save loses it. */
export function useKept<T>(
  of: readonly string[],
  is: (value: unknown) => value is T,
  first: () => T,
): [value: T, keep: (value: T) => void, forget: () => void] {
  const name = `ripcord.kept ${JSON.stringify(of)}`
  const [value, setValue] = useState<T>(() => {
    const found = load(name)
    return is(found) ? found : first()
  })
  return [
    value,
    (next) => {
      setValue(next)
      store(() => sessionStorage.setItem(name, JSON.stringify(next)))
    },
    () => store(() => sessionStorage.removeItem(name)),
  ]
}

function load(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null')
  } catch {
    return undefined
  }
}

/** Full or forbidden: what is typed stays in the page. */
function store(write: () => void): void {
  try {
    write()
  } catch {
    // Nothing is lost but the way back after a reload.
  }
}
