import type { Epoch, Json } from '@ripcord/model'
import { isEpoch, limits } from '@ripcord/model/plain'

/** What a parser answers: the value, or a sentence that tells what was seen and what was expected. */
export type Parsed<T> = { readonly ok: T } | { readonly problem: string }

/** Any object of JSON, its fields not yet looked at. */
export type Fields = { readonly [field: string]: unknown }

/** Thrown inside a parser, caught by `parsing`: never leaves the room. */
class Refused extends Error {}

/** Ends the parser that runs: `where` names the field. */
export function refuse(where: string, seen: unknown, expected: string): never {
  throw new Refused(`${where} is ${show(seen)}: expected ${expected}`)
}

/**
 * Makes a parser total: whatever is thrown, by us or by a hostile getter or proxy, becomes a sentence.
 */
export function parsing<T>(read: (input: unknown) => T): (input: unknown) => Parsed<T> {
  return (input) => {
    try {
      return { ok: read(input) }
    } catch (error) {
      return { problem: error instanceof Refused ? error.message : 'the input can’t be read as JSON' }
    }
  }
}

export function fieldsOf(input: unknown, where: string): Fields {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) refuse(where, input, 'an object')
  return input as Fields
}

export function textOf(input: unknown, where: string, longest: number, shortest = 0): string {
  if (typeof input !== 'string' || input.length > longest || input.length < shortest)
    refuse(where, input, `text of ${shortest} to ${longest} characters`)
  return input
}

export function countOf(input: unknown, where: string, least = 0): number {
  if (typeof input !== 'number' || !Number.isSafeInteger(input) || input < least)
    refuse(where, input, `a whole number of at least ${least}`)
  return input
}

export function booleanOf(input: unknown, where: string): boolean {
  if (typeof input !== 'boolean') refuse(where, input, 'true or false')
  return input
}

export function epochOf(input: unknown, where: string): Epoch {
  if (!isEpoch(input)) refuse(where, input, 'an epoch (26 characters of Crockford’s base 32)')
  return input
}

export function listOf<T>(
  input: unknown,
  where: string,
  most: number,
  read: (item: unknown, where: string) => T,
): T[] {
  if (!Array.isArray(input)) refuse(where, input, 'a list')
  if (input.length > most) refuse(`${where}.length`, input.length, `at most ${most}`)
  return input.map((item, index) => read(item, `${where}[${index}]`))
}

/** A flag's variant may use up the whole depth, and a flag wraps it a few levels more. */
const deepest = 2 * limits.jsonDepth

/** Values of JSON and nothing else, no deeper than a recursive reader can bear. */
export function jsonOf(input: unknown, where: string): Json {
  if (!isJson(input, deepest)) refuse(where, input, `JSON of at most ${deepest} levels`)
  return input
}

function isJson(input: unknown, levels: number): input is Json {
  switch (typeof input) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(input)
    case 'object':
      if (input === null) return true
      if (levels === 0) return false
      if (Array.isArray(input)) return input.every((item) => isJson(item, levels - 1))
      return (
        isPlain(input) && Object.values(input).every((item) => item === undefined || isJson(item, levels - 1))
      )
    default:
      return false
  }
}

function isPlain(input: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(input)
  return prototype === Object.prototype || prototype === null
}

function show(seen: unknown): string {
  if (typeof seen === 'string') return JSON.stringify(seen.length > 60 ? `${seen.slice(0, 60)}…` : seen)
  if (typeof seen === 'number' || typeof seen === 'boolean') return String(seen)
  if (seen === undefined) return 'missing'
  if (seen === null) return 'null'
  return Array.isArray(seen) ? 'a list' : `a value of type ${typeof seen}`
}
