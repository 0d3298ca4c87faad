import type { z } from 'zod'
import { isSecret, quoted } from './quoted.js'

/**
 * What was expected, and what was seen, of one thing that a schema found. Custom checks speak for themselves; zod's own
 * sentences are for programmers. `mayShow`: false where a text may be a secret, which no sentence repeats.
 */
export function issueMessage(issue: z.core.$ZodIssue, seen: unknown, mayShow = true): string {
  switch (issue.code) {
    case 'invalid_type':
      return seen === undefined
        ? `is missing: expected ${nounOf(issue.expected)}`
        : `expected ${nounOf(issue.expected)}, not ${describe(seen, mayShow)}`
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${sizeOf(issue.minimum, issue.origin)}${seenSize(seen, issue.origin)}`
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${sizeOf(issue.maximum, issue.origin)}${seenSize(seen, issue.origin)}`
    case 'invalid_value':
      return `expected ${anyOf(issue.values)}${insteadOf(seen, mayShow)}`
    case 'invalid_format':
      return `${expectationOf(issue)}${insteadOf(seen, mayShow)}`
    case 'invalid_union':
      return unionMessage(issue, seen, mayShow)
    case 'unrecognized_keys':
      return `has no field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
    default:
      return issue.message
  }
}

function unionMessage(issue: z.core.$ZodIssueInvalidUnion, seen: unknown, mayShow: boolean): string {
  const { options } = issue as { options?: unknown }
  if (Array.isArray(options)) return `expected ${anyOf(options)}${insteadOf(seen, mayShow)}`
  const nouns = issue.errors.flatMap(([first]) =>
    first?.code === 'invalid_type' ? [nounOf(first.expected)] : [],
  )
  return nouns.length === 0 ? issue.message : `expected ${nouns.join(' or ')}, not ${describe(seen, mayShow)}`
}

/** A pattern says what it wants in words of its own. */
function expectationOf({ format, message }: { format: string; message: string }): string {
  return format === 'regex' && message.startsWith('expected ')
    ? message
    : `expected ${formats[format] ?? format}`
}

const formats: { readonly [format: string]: string } = {
  datetime: 'a time as RFC 3339 writes it, such as 2026-01-31T09:30:00Z',
  url: 'a URL with its scheme, such as https://example.com',
  safeint: 'a whole number',
}

const nouns: { readonly [type: string]: string } = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

function insteadOf(seen: unknown, mayShow: boolean): string {
  return seen === undefined ? ': it is missing' : `, not ${describe(seen, mayShow)}`
}

function nounOf(type: string): string {
  return nouns[type] ?? type
}

function describe(value: unknown, mayShow: boolean): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return mayShow && !isSecret(value) ? quoted(value) : 'this text'
  if (Array.isArray(value)) return 'a list'
  return nounOf(typeof value)
}

const units: { readonly [origin: string]: string } = { string: 'character', array: 'entry' }

function sizeOf(limit: number | bigint, origin: string): string {
  const unit = units[origin]
  if (unit === undefined) return String(limit)
  if (Number(limit) === 1) return `1 ${unit}`
  return `${limit} ${unit === 'entry' ? 'entries' : `${unit}s`}`
}

/** Of text and lists the length is what matters. */
function seenSize(value: unknown, origin: string): string {
  // Where a number was read from text, the text's length says nothing.
  if (units[origin] === undefined) return typeof value === 'number' ? `, not ${value}` : ''
  if (typeof value === 'string' && value !== '' && value.trim() === '') return ', not white space alone'
  return typeof value === 'string' || Array.isArray(value) ? `, not ${value.length}` : ''
}

function anyOf(values: readonly unknown[]): string {
  const shown = values.map((value) => JSON.stringify(value))
  return shown.length === 1 ? String(shown[0]) : `one of ${shown.join(', ')}`
}
