import type { Outcome, Targeting } from './flag'
import { targetingOf } from './flag'

// What somebody is typing, and what of it is sent.

export interface Draft {
  /** The revision that the edit began from, and what stood then. */
  revision: number
  base: Targeting
  text: string
  reason: string
}

const names = ['rules', 'default', 'prerequisites', 'offVariant'] as const

export function textOf(targeting: Targeting): string {
  return JSON.stringify(targetingOf(targeting), null, 2)
}

export type Read = { targeting: Targeting; problem?: undefined } | { targeting?: undefined; problem: string }

/** What was typed as settings, as far as a browser can tell; the server tells the rest. */
export function read(text: string): Read {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problem: `This is no JSON yet: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: `Expected an object with ${names.join(', ')}.` }
  const missing = names.filter((name) => !Object.hasOwn(value, name))
  if (missing.length > 0)
    return { problem: `Put back what is missing, or start again: ${missing.join(', ')}.` }
  const unknown = Object.keys(value).filter((name) => !(names as readonly string[]).includes(name))
  if (unknown.length > 0) return { problem: `Leave out what is not edited here: ${unknown.join(', ')}.` }
  return { targeting: targetingOf(value as Targeting) }
}

/** The fields that an edit changes: nothing else is sent, so that nothing else is written over. */
export function patchOf(base: Targeting, mine: Targeting): Partial<Targeting> {
  return Object.fromEntries(
    names.filter((name) => !isSame(base[name], mine[name])).map((name) => [name, mine[name]]),
  )
}

export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** My edit on top of another person's: what I have not touched is theirs. `both` was changed by both, and mine stands. */
export function rebased(
  base: Targeting,
  mine: Targeting,
  theirs: Targeting,
): { merged: Targeting; both: string[] } {
  const patch = patchOf(base, mine)
  const both = names.filter(
    (name) =>
      Object.hasOwn(patch, name) && !isSame(base[name], theirs[name]) && !isSame(mine[name], theirs[name]),
  )
  return { merged: targetingOf({ ...theirs, ...patch }), both }
}

/** A split of all variants that begins where the outcome stood: nobody gets anything else by making one. */
export function asSplit(outcome: Outcome, variants: readonly string[]): Outcome {
  if (outcome.type === 'split') return outcome
  const served = outcome.type === 'variant' ? outcome.variant : variants[0]
  return {
    type: 'split',
    weights: variants.map((variant) => ({ variant, weight: variant === served ? 100 : 0 })),
  }
}

/** What was kept may be of another version. */
export function isDraft(value: unknown): value is Draft {
  const { revision, base, text, reason } = (value ?? {}) as Partial<Draft>
  return (
    typeof revision === 'number' &&
    typeof text === 'string' &&
    typeof reason === 'string' &&
    typeof base === 'object' &&
    base !== null
  )
}
