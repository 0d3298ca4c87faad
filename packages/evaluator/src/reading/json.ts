import type { FlagType, Json } from '@ripcord/model'
import { limits } from '@ripcord/model/plain'

/**
 * A frozen copy of a JSON value, so that an application which alters what it was answered alters nobody else's
 * answer. Undefined where `value` is not JSON, or nests deeper than limits.jsonDepth.
 */
export function frozenJson(value: unknown, depth = 0): Json | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : undefined
    case 'object':
      if (value === null) return null
      if (depth >= limits.jsonDepth) return undefined
      return Array.isArray(value) ? frozenList(value, depth) : frozenObject(value, depth)
    default:
      return undefined
  }
}

function frozenList(list: readonly unknown[], depth: number): Json | undefined {
  const copy: Json[] = []
  for (const member of list) {
    const json = frozenJson(member, depth + 1)
    if (json === undefined) return undefined
    copy.push(json)
  }
  return Object.freeze(copy)
}

function frozenObject(object: object, depth: number): Json | undefined {
  const members: [string, Json][] = []
  for (const [key, member] of Object.entries(object)) {
    const json = frozenJson(member, depth + 1)
    if (json === undefined) return undefined
    members.push([key, json])
  }
  // fromEntries defines own properties, also one that is called __proto__.
  return Object.freeze(Object.fromEntries(members))
}

/** The flag type that a value is of. Null is of none that a flag declares; an override of null counts as an object. */
export function flagTypeOf(value: Json): FlagType {
  switch (typeof value) {
    case 'boolean':
    case 'string':
    case 'number':
      return typeof value as FlagType
    default:
      return 'object'
  }
}
