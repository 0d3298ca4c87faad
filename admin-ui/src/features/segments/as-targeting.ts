import type { Condition, Flag, Targeting } from '../flag/flag'

// The editor of conditions is a flag's; a segment's rules are those of a flag that serves each the same.

/** A flag that there is not, about which rules of a segment are checked. */
export const nobody = {
  key: '_segment_',
  name: '',
  type: 'boolean',
  variants: { in: true, out: false },
  environments: {},
} as unknown as Flag

export const nobodysSettings = { enabled: true, whenBlind: { type: 'keep' } } as never

export function asTargeting(rules: readonly Condition[]): Targeting {
  return {
    rules: rules.map((when, i) => ({
      id: `rule-${i + 1}`,
      when,
      serve: { type: 'variant', variant: 'in' },
    })),
    default: { type: 'variant', variant: 'out' },
    prerequisites: [],
    offVariant: 'out',
  }
}

export function rulesOf({ rules }: Targeting): Condition[] {
  return rules.map(({ when }) => when)
}

/** What was typed, as far as fields can show it; undefined where it is no list. */
export function typedRules(text: string): Condition[] | undefined {
  try {
    const value: unknown = text.trim() === '' ? [] : JSON.parse(text)
    return Array.isArray(value) ? (value as Condition[]) : undefined
  } catch {
    return undefined
  }
}
