/** Why an entity is refused: where in it, and a sentence about what was seen and expected. */
export interface Problem {
  /** Such as `rules[0].when.values[2]`; empty for the whole. */
  readonly path: string
  readonly message: string
}

/** Problems as one line, for an error message. */
export function describeProblems(problems: readonly Problem[]): string {
  const shown = problems
    .slice(0, 3)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  const rest = problems.length - shown.length
  return rest > 0 ? `${shown.join('; ')}; and ${rest} more` : shown.join('; ')
}

/** A value as a message shows it: short, and never an error itself. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
    case 'number':
    case 'boolean':
      return String(value)
    case 'undefined':
      return 'nothing'
    default:
      if (value === null) return 'null'
      if (Array.isArray(value)) return 'a list'
      return typeof value === 'object' ? 'an object' : `a ${typeof value}`
  }
}
