import { limits } from '@ripcord/model/plain'
import type { JsonValue } from './types.js'

/**
 * A frozen copy of `value` as JSON carries it; undefined where it is none (a function, a cycle, NaN, too deep). Total.
 */
export function asJson(value: unknown): JsonValue | undefined {
  try {
    if (typeof value === 'number' && !Number.isFinite(value)) return undefined
    const text = JSON.stringify(value) as string | undefined
    return text === undefined ? undefined : parseJson(text)
  } catch {
    return undefined
  }
}

/** `text` parsed and frozen; undefined where it is no JSON, or nested too deep. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue
    return depthWithin(value, limits.jsonDepth) ? freeze(value) : undefined
  } catch {
    return undefined
  }
}

function depthWithin(value: JsonValue, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true
  if (depth === 0) return false
  return Object.values(value).every((member) => depthWithin(member, depth - 1))
}

function freeze(value: JsonValue): JsonValue {
  if (value === null || typeof value !== 'object') return value
  for (const member of Object.values(value)) freeze(member)
  return Object.freeze(value)
}

/** Whether `value` is an object and no list. Reading a member may still throw: it may be a proxy. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isList(value)
}

/** As Array.isArray, which throws for a proxy that was revoked. */
export function isList(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}
