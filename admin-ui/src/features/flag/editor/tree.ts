// Edits of a value by the path into it. Nothing is altered in place: what is not on the path is the same object after.

export type Path = readonly (string | number)[]

/** What is at a path; undefined where there is nothing. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

/** With another value at a path; `undefined` leaves the member out. A path that leads nowhere changes nothing. */
export function replaced<T>(root: T, path: Path, value: unknown): T {
  return edited(root, path, () => value) as T
}

/** Without the entry of a list that the path leads to. */
export function without<T>(root: T, path: Path): T {
  const index = path.at(-1)
  return editedList(root, path.slice(0, -1), (list) => list.filter((_, i) => i !== index))
}

/** With one entry more in the list at a path. */
export function inserted<T>(root: T, path: Path, index: number, entry: unknown): T {
  return editedList(root, path, (list) => list.toSpliced(index, 0, entry))
}

/** With an entry of the list at a path in another place; a place that there is not changes nothing. */
export function moved<T>(root: T, path: Path, from: number, to: number): T {
  return editedList(root, path, (list) => {
    if (to < 0 || to >= list.length) return list
    const [entry] = list.slice(from, from + 1)
    return entry === undefined ? list : list.toSpliced(from, 1).toSpliced(to, 0, entry)
  })
}

function editedList<T>(root: T, path: Path, edit: (list: readonly unknown[]) => readonly unknown[]): T {
  return edited(root, path, (list) => (Array.isArray(list) ? edit(list) : list)) as T
}

function edited(value: unknown, path: Path, edit: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return edit(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const index = Number(step)
    return index in value ? value.with(index, edited(value[index], rest, edit)) : value
  }
  const { [step]: before, ...others } = value as Record<string, unknown>
  if (before === undefined && rest.length > 0) return value
  const after = edited(before, rest, edit)
  if (after === undefined) return others
  return before === undefined ? { ...value, [step]: after } : withMember(value, String(step), after)
}

/** Its members stay in their order, so that a line that did not change is no line of the difference. */
function withMember(object: object, name: string, after: unknown): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, key === name ? after : value]))
}

/** A path as a JSON pointer, as the server names fields. */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
