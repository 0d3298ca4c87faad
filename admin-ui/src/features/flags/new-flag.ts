// What the dialog for a new flag asks, and what is sent of it.

export const types = ['boolean', 'string', 'number', 'json'] as const
export type Type = (typeof types)[number]

export interface Draft {
  key: string
  description: string
  type: Type
  /** The first is served once the flag is on, the last while it is off. */
  variants: { name: string; value: string }[]
}

const on = (value: string) => ({ name: 'on', value })
const off = (value: string) => ({ name: 'off', value })

/** What each type begins with. */
export const firstVariants: Record<Type, Draft['variants']> = {
  boolean: [on('true'), off('false')],
  string: [on('new'), off('old')],
  number: [on('1'), off('0')],
  json: [on('{ "enabled": true }'), off('{ "enabled": false }')],
}

type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

export type Read =
  | { body: Body; problems?: undefined }
  | { body?: undefined; problems: Readonly<Record<string, string>> }

interface Body {
  key: string
  name: string
  description: string
  type: 'boolean' | 'string' | 'number' | 'object'
  variants: { [name: string]: Json }
  environments: {
    [environment: string]: { offVariant: string; default: { type: 'variant'; variant: string } }
  }
}

/** The request that makes the flag, off everywhere and ready to serve its first variant; or what is wrong, by field. */
export function newFlagOf(draft: Draft, environments: readonly string[]): Read {
  const problems: Record<string, string> = {}
  const key = draft.key.trim()
  if (key === '') problems['/key'] = 'Give it a key: that is what code asks for.'
  const variants: { [name: string]: Json } = {}
  for (const [i, { name, value }] of draft.variants.entries()) {
    const read = valueOf(draft.type, value)
    if (name.trim() === '') problems[`/variants/${i}`] = 'Give it a name.'
    else if (Object.hasOwn(variants, name.trim()))
      problems[`/variants/${i}`] = 'Named twice: choose another name.'
    else if (read.problem !== undefined) problems[`/variants/${i}`] = read.problem
    else Object.defineProperty(variants, name.trim(), { value: read.value, enumerable: true })
  }
  const [first] = draft.variants
  const last = draft.variants.at(-1)
  if (first === undefined || last === undefined || draft.variants.length < 2)
    problems['/variants'] = 'Two variants at least: one for on, one for off.'
  if (Object.keys(problems).length > 0 || first === undefined || last === undefined) return { problems }
  const set = {
    offVariant: last.name.trim(),
    default: { type: 'variant', variant: first.name.trim() },
  } as const
  return {
    body: {
      key,
      name: key,
      description: draft.description.trim(),
      type: draft.type === 'json' ? 'object' : draft.type,
      variants,
      environments: Object.fromEntries(environments.map((environment) => [environment, set])),
    },
  }
}

/** What was typed as a value of the type. */
function valueOf(
  type: Type,
  text: string,
): { value: Json; problem?: undefined } | { value?: undefined; problem: string } {
  if (type === 'string') return { value: text }
  if (type === 'boolean')
    return text === 'true' || text === 'false'
      ? { value: text === 'true' }
      : { problem: 'Expected true or false.' }
  if (type === 'number') {
    const value = Number(text)
    return text.trim() === '' || !Number.isFinite(value) ? { problem: 'Expected a number.' } : { value }
  }
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { value }
      : { problem: 'Expected a JSON object: { … }.' }
  } catch (error) {
    return { problem: `This is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
