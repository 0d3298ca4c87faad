import { asLiteral } from '@ripcord/model/plain'

/** Attributes under this prefix are the process's own: read from options.constants alone, whatever a context claims. */
const constantPrefix = 'ripcord.'

/** Where a condition or a split finds its value; prepared once, when the flag is compiled. */
export type Attribute =
  | { readonly type: 'constant'; readonly key: string; readonly value: string | number | boolean | undefined }
  | { readonly type: 'context'; readonly key: string; readonly path: readonly string[] | undefined }

/** A context as far as it is one: what is no object has no attributes. */
export type Attributes = { readonly [key: string]: unknown }

const noAttributes: Attributes = Object.freeze({})

export function attributesOf(context: unknown): Attributes {
  return typeof context === 'object' && context !== null ? (context as Attributes) : noAttributes
}

export function prepareAttribute(key: string, constants: ConstantAttributes): Attribute {
  if (key.startsWith(constantPrefix))
    return { type: 'constant', key, value: Object.hasOwn(constants, key) ? constants[key] : undefined }
  return { type: 'context', key: asLiteral(key), path: key.includes('.') ? key.split('.') : undefined }
}

export type ConstantAttributes = { readonly [attribute: string]: string | number | boolean }

/**
 * The attribute's value; undefined where there is none. The literal key goes first, then the dotted path through own
 * properties of plain objects. Throws what a getter or a proxy of the context throws.
 */
export function readAttribute(attribute: Attribute, attributes: Attributes): unknown {
  if (attribute.type === 'constant') return attribute.value
  const literal = Object.hasOwn(attributes, attribute.key) ? attributes[attribute.key] : undefined
  return literal === undefined && attribute.path !== undefined
    ? readPath(attribute.path, attributes)
    : literal
}

/** As readAttribute. Asked most of all, and read at a fraction of the time where V8 sees the name. */
export function readTargetingKey(attributes: Attributes): unknown {
  return Object.hasOwn(attributes, 'targetingKey') ? attributes['targetingKey'] : undefined
}

function readPath(path: readonly string[], attributes: Attributes): unknown {
  let at: unknown = attributes
  for (let i = 0; i < path.length; i++) {
    const step = path[i] as string
    if (i > 0 && !isPlainObject(at)) return undefined
    const object = at as Attributes
    if (!Object.hasOwn(object, step)) return undefined
    at = object[step]
  }
  return at
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // The second half knows the plain objects of other realms, such as those of a test runner.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * What identifies a subject, in a split and in a segment's ids: text, or a finite number or boolean as text. Undefined
 * where the value is anything else.
 */
export function identifierOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined
    case 'boolean':
      return String(value)
    default:
      return undefined
  }
}
