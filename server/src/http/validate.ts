import type { FieldProblem } from '@ripcord/api'
import { isSecret, issueMessage, nearest, pointer, quoted, valueAt } from '@ripcord/model'
import type { z } from 'zod'
import { HttpError } from './http-error.js'
import { knownFields } from './known-fields.js'

/** Which part of a request is read; a body's problems point into it, the others' name their part. */
export type RequestPart = 'body' | 'query' | 'params' | 'headers'

/** Reads one part of a request by its schema, or refuses it naming every field that is wrong. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, part: RequestPart): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const request = { schema, root: value, part }
  const { issues } = parsed.error
  const errors = issues.slice(0, mostProblems).flatMap((issue) => fieldProblems(issue, request))
  const isCut = issues.length > mostProblems || errors.length > mostProblems
  const detail = detailOf(errors, part, isCut)
  throw new HttpError(400, 'invalid-request', detail, { errors: errors.slice(0, mostProblems) })
}

/** A body of little more than commas can be wrong in a million places: the answer stays smaller than what was asked. */
const mostProblems = 100

function detailOf([first, ...others]: FieldProblem[], part: RequestPart, isCut: boolean): string {
  if (first === undefined) return `The ${part} is not as expected.`
  const place = first.path === '' ? `The ${part}` : first.path
  const more = isCut ? `more than ${mostProblems - 1} others` : `${others.length} more`
  return `${place}: ${first.message}${others.length > 0 ? ` (and ${more}: see errors)` : ''}`
}

type Issue = z.core.$ZodIssue

/** What is read, and by which schema. */
interface Read {
  schema: z.ZodType
  root: unknown
  part: RequestPart
}

function fieldProblems(issue: Issue, read: Read): FieldProblem[] {
  const { root, part } = read
  if (issue.code === 'unrecognized_keys') {
    const known = knownFields(read.schema, issue.path, root)
    const keys = issue.keys.slice(0, mostProblems + 1)
    return keys.map((key) => problem([...issue.path, key], notAField(key, known), root, part))
  }
  if (issue.code === 'invalid_union' && issue.errors.some((branch) => !isOfOtherType(branch))) {
    const closest = closestBranch(issue.errors)
    return closest.flatMap((inner) => fieldProblems({ ...inner, path: [...issue.path, ...inner.path] }, read))
  }
  const seen = valueAt(root, issue.path)
  const message = issueMessage(issue, part === 'body' ? seen : numberIn(seen), mayShow(issue.path))
  return [problem(issue.path, message, root, part)]
}

function notAField(key: string, known: readonly string[]): string {
  const meant = nearest(key, known)
  if (meant !== undefined) return `is not a field here: ${quoted(meant)} is, did you mean that?`
  if (known.length === 0) return 'is not a field here: leave it out'
  return `is not a field here: leave it out, or use one of ${known.map(quoted).join(', ')}`
}

/** Outside the body everything is text, also what is a number to whoever wrote it. */
function numberIn(seen: unknown): unknown {
  return typeof seen === 'string' && /^-?\d+(\.\d+)?$/.test(seen) ? Number(seen) : seen
}

/** Where all branches say so, the value is of none of their types: then all of them are named. */
function isOfOtherType([first]: Issue[]): boolean {
  return first?.code === 'invalid_type' && first.path.length === 0
}

/** Of a union's branches the one that came furthest into the value: most likely the one that was meant. */
function closestBranch(branches: Issue[][]): Issue[] {
  const reach = (issues: Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length))
  return branches.reduce((best, branch) => (reach(branch) > reach(best) ? branch : best))
}

function problem(
  path: readonly PropertyKey[],
  message: string,
  root: unknown,
  part: RequestPart,
): FieldProblem {
  const seen = mayShow(path) ? showable(valueAt(root, path)) : undefined
  const at = pointer(...path.map(String))
  return {
    path: part === 'body' ? at : `${part}${at}`,
    message,
    ...(seen === undefined ? {} : { seen }),
  }
}

const shownLength = 100
const secretName = /secret|token|password/i

/** Whoever puts a secret into a field of such a name, wrong or right, does not get it back into logs and screens. */
function mayShow(path: readonly PropertyKey[]): boolean {
  return !path.some((step) => secretName.test(String(step)))
}

/** What of a value may be shown: short, and never a key. */
function showable(value: unknown): FieldProblem['seen'] {
  if (typeof value === 'string') {
    if (isSecret(value)) return undefined
    return value.length > shownLength ? `${value.slice(0, shownLength)}…` : value
  }
  // JSON has no word for what JSON.parse makes of 1e400.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : undefined
}
