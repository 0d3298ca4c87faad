import { isSecret, issueMessage, type Problem, pointer, quoted, valueAt } from '@ripcord/model'
import type { z } from 'zod'
import { RefusedError } from '../errors.js'

/**
 * Holds an entity that is put together from parts against its schema, which also fills in defaults.
 *
 * @throws RefusedError `invalid`; `prefix` is where in the request its parts were given
 */
export function parseEntity<S extends z.ZodType>(schema: S, value: unknown, prefix = ''): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    (issue): Problem => ({
      path: prefix + pointer(...issue.path.map(String)),
      message: issueMessage(issue, valueAt(value, issue.path)),
    }),
  )
  throw refuseProblems(problems)
}

/** Problems as the error that tells them. */
export function refuseProblems(problems: readonly Problem[]): RefusedError {
  const [first] = problems
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const told = first === undefined ? 'not valid' : sentenceOf(first)
  return new RefusedError('invalid', `${told}${rest}`, { problems })
}

/** Whoever reads the detail alone learns where, and what was seen there. */
function sentenceOf({ path, message, seen }: Problem): string {
  if (path === '') return message
  if (typeof seen !== 'string' || message.includes(quoted(seen)) || isSecret(seen))
    return `${path}: ${message}`
  return `${path} is ${quoted(seen)}: ${message}`
}

/** What was given of a patch: members that are undefined are left out. */
export function given<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
