// What is typed is kept in the tab: neither a reload nor a session that has ended loses it.

/** The tab's own storage; one that is missing, full or forbidden keeps nothing. */
export type Tab = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const nameOf = (name: string): string => `ripcord.typed ${name}`

/** What was kept under a name; undefined where there is nothing, or nothing that can be read. */
export function kept(name: string, tab?: Tab): unknown {
  try {
    return JSON.parse((tab ?? sessionStorage).getItem(nameOf(name)) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** `undefined` forgets it. */
export function keep(name: string, value: unknown, tab?: Tab): void {
  try {
    const store = tab ?? sessionStorage
    if (value === undefined) store.removeItem(nameOf(name))
    else store.setItem(nameOf(name), JSON.stringify(value))
  } catch {
    // What is typed stays in the page.
  }
}

/** Whether what was kept has the fields of what is expected, each of the same type. */
export function isLike<T extends object>(expected: T, found: unknown): found is T {
  if (typeof found !== 'object' || found === null) return false
  return Object.entries(expected).every(
    ([name, value]) => typeof (found as Record<string, unknown>)[name] === typeof value,
  )
}
