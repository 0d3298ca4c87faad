import type { Context } from './asked'
import type { Entity } from './evaluate'

/** Attributes of the process, which no context can give. */
const ofProcess = 'ripcord.'

/** The attributes that a flag asks for, itself or by what it needs; `targetingKey` first, then as they are asked. */
export function attributesAsked(entities: readonly Entity[]): string[] {
  const found = new Set(['targetingKey'])
  for (const { value } of entities) collect(value, found)
  return [...found].filter((name) => !name.startsWith(ofProcess))
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  const { type, attribute, bucketBy } = value as { [name: string]: unknown }
  if (type === 'attribute' && typeof attribute === 'string') found.add(attribute)
  if (typeof bucketBy === 'string') found.add(bucketBy)
  for (const part of Object.values(value)) collect(part, found)
}

/** What stands in a field for an attribute. */
export function fieldText(context: Context, attribute: string): string {
  const value = context[attribute]
  if (value === undefined) return ''
  if (typeof value === 'string') return fieldValue(value) === value ? value : JSON.stringify(value)
  return JSON.stringify(value)
}

/**
 * A number, true, false, a list or a text in quotes is what it says; all else is text as it stands, such as `1.0`, which
 * may be a version that is being typed.
 */
export function fieldValue(text: string): Context[string] {
  try {
    const value = JSON.parse(text) as Context[string]
    return typeof value === 'number' && String(value) !== text ? text : value
  } catch {
    return text
  }
}

/** The context with another value for one attribute; without it where the field is empty. */
export function withAttribute(context: Context, attribute: string, text: string): Context {
  const { [attribute]: _gone, ...others } = context
  return text === '' ? others : { ...context, [attribute]: fieldValue(text) }
}
