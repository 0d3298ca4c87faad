import { canonicalJson, type Json, pointerToken } from '@ripcord/model'

/** One difference between two JSON values, at a JSON pointer (RFC 6901). Of two absent sides there is no difference. */
export type JsonDifference =
  | { type: 'added'; path: string; after: Json }
  | { type: 'removed'; path: string; before: Json }
  | { type: 'changed'; path: string; before: Json; after: Json }

/**
 * What turns `before` into `after`. Objects are compared by member; lists of equal length by position, others as a
 * whole, since a shift would otherwise show every item as changed.
 */
export function jsonDifferences(before: Json, after: Json, path = ''): JsonDifference[] {
  if (isObject(before) && isObject(after)) return memberDifferences(before, after, path)
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, i) => jsonDifferences(item, after[i], `${path}/${i}`))
  if (canonicalJson(before) === canonicalJson(after)) return []
  return [{ type: 'changed', path, before, after }]
}

type JsonObject = { readonly [key: string]: Json }

function memberDifferences(before: JsonObject, after: JsonObject, path: string): JsonDifference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return keys.flatMap((key): JsonDifference[] => {
    const at = `${path}/${pointerToken(key)}`
    const old = before[key]
    const now = after[key]
    if (old === undefined) return now === undefined ? [] : [{ type: 'added', path: at, after: now }]
    if (now === undefined) return [{ type: 'removed', path: at, before: old }]
    return jsonDifferences(old, now, at)
  })
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
