// What is typed is kept in the tab: neither a reload nor a session that has ended loses it.

const nameOf = (name: string): string => `ripcord.typed ${name}`

/** What was kept under a name; undefined where there is nothing, or nothing that can be read. */
export function kept(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(name)) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** `undefined` forgets it. */
export function keep(name: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(nameOf(name))
    else sessionStorage.setItem(nameOf(name), JSON.stringify(value))
  } catch {
    // Full or forbidden: what is typed stays in the page.
  }
}

/** Whether what was kept has the fields of what is expected, each of the same type. */
export function isLike<T extends object>(expected: T, found: unknown): found is T {
  if (typeof found !== 'object' || found === null) return false
  return Object.entries(expected).every(
    ([name, value]) => typeof (found as Record<string, unknown>)[name] === typeof value,
  )
}
