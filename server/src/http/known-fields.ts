import type { z } from 'zod'

type Schema = z.core.$ZodType

/** The fields that a schema has for the object at `path` of `value`; of a union, those of the branches that may be meant. */
export function knownFields(schema: Schema, path: readonly PropertyKey[], value: unknown): string[] {
  return branchesOf(schema, value).flatMap((branch) => {
    const { def } = branch._zod as z.core.$ZodTypes['_zod']
    const [step, ...rest] = path
    if (step === undefined) return def.type === 'object' ? Object.keys(def.shape) : []
    const inner = innerOf(def, step)
    return inner === undefined ? [] : knownFields(inner, rest, memberOf(value, step))
  })
}

function innerOf(def: z.core.$ZodTypes['_zod']['def'], step: PropertyKey): Schema | undefined {
  switch (def.type) {
    case 'object':
      return Object.hasOwn(def.shape, step) ? def.shape[String(step)] : undefined
    case 'array':
      return def.element
    case 'record':
      return def.valueType
    default:
      return undefined
  }
}

/** A schema without its wrappings. */
function branchesOf(schema: Schema, value: unknown): Schema[] {
  const { def } = schema._zod as z.core.$ZodTypes['_zod']
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return branchesOf(def.innerType, value)
    case 'pipe':
      return branchesOf(def.in, value)
    case 'lazy':
      return branchesOf(def.getter(), value)
    case 'union':
      return def.options
        .flatMap((option) => branchesOf(option, value))
        .filter((branch) => mayBeMeant(branch, value))
    default:
      return [schema]
  }
}

/** Whether the value has the `type` that the branch asks for. */
function mayBeMeant(branch: Schema, value: unknown): boolean {
  const { def } = branch._zod as z.core.$ZodTypes['_zod']
  const wanted = def.type === 'object' ? def.shape['type']?._zod.values : undefined
  return wanted === undefined || wanted.has(memberOf(value, 'type') as z.core.util.Primitive)
}

function memberOf(value: unknown, step: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, step) ? (value as Record<PropertyKey, unknown>)[step] : undefined
}
