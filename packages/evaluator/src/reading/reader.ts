import { limits, refuseKey } from '@ripcord/model/plain'
import type { ConstantAttributes } from '../attribute.js'
import type { Now } from '../operators/operator.js'
import type { Reference } from '../plan.js'
import { type Problem, show } from './problem.js'

/** What a process brings to everything that it reads. */
export interface Surroundings {
  readonly constants: ConstantAttributes
  readonly now: Now
}

/** Of whoever only asks what is wrong with an entity. */
export const noSurroundings: Surroundings = { constants: {}, now: () => Number.NaN }

/** What reading one flag or segment gathers on the way. */
export interface Reader extends Surroundings {
  readonly problems: Problem[]
  /** Each mention counts, since each is evaluated. */
  readonly references: Reference[]
  conditions: number
  /** Regular expressions. */
  patterns: number
}

export function newReader({ constants, now }: Surroundings): Reader {
  return { constants, now, problems: [], references: [], conditions: 0, patterns: 0 }
}

export function refuse(reader: Reader, path: string, message: string): undefined {
  reader.problems.push({ path, message })
  return undefined
}

export type Fields = { readonly [field: string]: unknown }

/** `value` as an object whose own fields can be asked for with `own`. */
export function readObject(reader: Reader, path: string, value: unknown): Fields | undefined {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  return refuse(reader, path, `expected an object, saw ${show(value)}`)
}

/** An own field; undefined where there is none, whatever the object inherits. */
export function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** A list of at most `max` entries, each read by `readEntry`; an absent one is empty. */
export function readList<T>(
  reader: Reader,
  path: string,
  value: unknown,
  max: number,
  readEntry: (entry: unknown, path: string) => T | undefined,
): T[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) {
    refuse(reader, path, `expected a list, saw ${show(value)}`)
    return []
  }
  if (value.length > max) {
    refuse(reader, path, `expected at most ${max} entries, saw ${value.length}`)
    return []
  }
  const entries: T[] = []
  for (let i = 0; i < value.length; i++) {
    const entry = readEntry(value[i], `${path}[${i}]`)
    if (entry !== undefined) entries.push(entry)
  }
  return entries
}

export function readKey(reader: Reader, path: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return refuse(reader, path, `expected a key, saw ${show(value)}`)
  const refusal = refuseKey(value)
  return refusal === undefined ? value : refuse(reader, path, refusal)
}

export function readBoolean(reader: Reader, path: string, value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return refuse(reader, path, `expected true or false, saw ${show(value)}`)
}

/** The accepted variants of another flag. */
export function readVariantKeys(reader: Reader, path: string, value: unknown): ReadonlySet<string> {
  const keys = readList(reader, path, value, limits.variantsPerFlag, (entry, at) =>
    readKey(reader, at, entry),
  )
  if (Array.isArray(value) ? value.length === 0 : value === undefined)
    refuse(reader, path, 'expected at least one variant')
  return new Set(keys)
}
