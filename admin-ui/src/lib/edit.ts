/** What somebody changes of what stands. */
export interface Edit<T extends object> {
  /** What the edit began from. */
  revision: number
  base: T
  mine: T
}

/** The fields in which they differ, as the second has them. */
export function changedIn<T extends object>(base: T, mine: T): Partial<T> {
  const names = Object.keys(mine) as (keyof T)[]
  return Object.fromEntries(
    names.filter((name) => !isSame(base[name], mine[name])).map((name) => [name, mine[name]]),
  ) as Partial<T>
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** My edit on top of what another person has saved meanwhile: what I have not touched is theirs. */
export function rebased<T extends object>({ base, mine }: Edit<T>, revision: number, theirs: T): Edit<T> {
  return { revision, base: theirs, mine: { ...theirs, ...changedIn(base, mine) } }
}

/** What another person has changed of it since the edit began, by name. */
export function overtakenIn<T extends object>({ base, mine }: Edit<T>, stands: T): (keyof T & string)[] {
  const theirs = Object.keys(changedIn(base, stands)) as (keyof T & string)[]
  return theirs.filter((name) => !isSame(mine[name], stands[name]))
}
