import type { Problem } from './problem.js'

/** Complains of each name that stands in the list before. */
export function twice(names: readonly string[], pathOf: (index: number) => string): Problem[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) === i ? [] : [{ path: pathOf(i), message: 'is named twice', seen: name }],
  )
}
