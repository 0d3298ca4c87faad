import { canonicalJson, type Json } from './canonical-json.js'
import type { FlagDefinition, FlagType } from './flag.js'
import { limits } from './limits.js'
import { pointer } from './pointer.js'
import type { Problem } from './problem.js'

/**
 * Holds values against a JSON schema. Answers what is wrong with each value, by its name, or with the schema itself
 * (`schema`). The model has no validator of its own: whoever has one hands it in.
 */
export type CheckValues = (
  schema: { readonly [key: string]: Json },
  values: { readonly [name: string]: Json },
) => { schema?: string; values: { name: string; path: string; message: string }[] }

/** What is wrong with a flag's definition beyond its schema; paths lead into the definition. */
export function definitionProblems(flag: FlagDefinition, checkValues: CheckValues): Problem[] {
  const problems = Object.entries(flag.variants).flatMap(([variant, value]) =>
    variantProblems(flag.type, variant, value),
  )
  for (const tag of flag.tags.filter((tag, i) => flag.tags.indexOf(tag) !== i))
    problems.push({ path: '/tags', message: `saw the tag ${JSON.stringify(tag)} twice: name it once` })
  return [...problems, ...valueSchemaProblems(flag, checkValues)]
}

function variantProblems(type: FlagType, variant: string, value: Json): Problem[] {
  const path = pointer('variants', variant)
  const seen = typeOf(value)
  if (seen !== type)
    return [{ path, message: `expected a value of type ${type} (as the flag is), saw ${seen}`, seen: value }]
  if (typeof value === 'string' && value.length > limits.stringLength)
    return [{ path, message: `expected at most ${limits.stringLength} characters, saw ${value.length}` }]
  const bytes = utf8Length(canonicalJson(value))
  if (bytes > limits.variantBytes)
    return [{ path, message: `expected at most ${limits.variantBytes} bytes of JSON, saw ${bytes}` }]
  return []
}

function typeOf(value: Json): FlagType | 'null' {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'boolean':
    case 'string':
    case 'number':
      return typeof value as FlagType
    default:
      return 'object'
  }
}

function valueSchemaProblems(flag: FlagDefinition, checkValues: CheckValues): Problem[] {
  if (flag.valueSchema === undefined) return []
  const path = '/valueSchema'
  if (flag.type !== 'object')
    return [
      { path, message: `only object flags have a value schema, this one is ${flag.type}: leave it out` },
    ]
  const bytes = utf8Length(canonicalJson(flag.valueSchema))
  if (bytes > limits.variantBytes)
    return [{ path, message: `expected at most ${limits.variantBytes} bytes of JSON, saw ${bytes}` }]
  const found = checkValues(flag.valueSchema, flag.variants)
  if (found.schema !== undefined) return [{ path, message: found.schema }]
  return found.values.map(({ name, path, message }) => ({
    path: `${pointer('variants', name)}${path}`,
    message: `the flag's value schema says: ${message}`,
  }))
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // A surrogate pair is four bytes, two units; any other character beyond U+07FF three.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}
