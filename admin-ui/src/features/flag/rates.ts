import type { AnswerOf, operations } from '@ripcord/api'

export type Count = AnswerOf<typeof operations.readCounts>['items'][number]

export interface Rate {
  /** Null: the caller's default was served. */
  variant: string | null
  reason: string
  perSecond: number
  share: number
  count: number
}

export interface Served {
  rows: Rate[]
  /** Evaluations by variant, in equal steps of the window, the oldest first. */
  steps: { variant: string | null; counts: number[] }[]
}

export interface Span {
  name: string
  ms: number
  /** SDKs tell every ten seconds: shorter steps would show when they tell, not what they serve. */
  stepMs: number
  resolution: 'second' | 'minute'
}

export const spans = [
  { name: '10 min', ms: 600_000, stepMs: 20_000, resolution: 'second' },
  { name: '1 h', ms: 3_600_000, stepMs: 60_000, resolution: 'minute' },
  { name: '24 h', ms: 86_400_000, stepMs: 900_000, resolution: 'minute' },
] as const satisfies readonly Span[]

/** Where a span ends: a minute that is not over would look like a fall. */
export function endOf({ resolution }: Span, now: number): number {
  return resolution === 'minute' ? Math.floor(now / 60_000) * 60_000 : now
}

/** What was served in a span that ends at `end`, by variant and reason, the most frequent first. */
export function ratesOf(items: readonly Count[], end: number, span: Span = spans[0]): Served {
  const from = end - span.ms
  const inside = items.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < end)
  const total = inside.reduce((sum, { count }) => sum + count, 0)
  const first = inside.reduce((least, { at }) => Math.min(least, Date.parse(at)), end - 1_000)
  // A flag that is evaluated since a minute has had a minute, not ten.
  const seconds = Math.max(1, (end - first) / 1_000)
  const rows = [...groups(inside, ({ variant, reason }) => JSON.stringify([variant, reason])).values()]
    .map((group): Rate => {
      const counted = group.reduce((sum, { count }) => sum + count, 0)
      const { variant, reason } = group[0] ?? { variant: null, reason: '' }
      return { variant, reason, perSecond: counted / seconds, share: counted / total, count: counted }
    })
    .sort((a, b) => b.perSecond - a.perSecond)
  const steps = [...groups(inside, ({ variant }) => JSON.stringify(variant)).values()].map((group) => ({
    variant: group[0]?.variant ?? null,
    counts: stepped(group, from, span),
  }))
  return { rows, steps }
}

/** In the order of the flag, what it serves while it is off last: the same variant always lies at the same place. */
export function inOrder<T extends { variant: string | null }>(
  steps: readonly T[],
  variants: readonly string[],
  offVariant: string | null,
): T[] {
  const rank = ({ variant }: T): number => {
    if (variant === offVariant) return variants.length + 1
    return variant === null || !variants.includes(variant) ? variants.length : variants.indexOf(variant)
  }
  return steps.toSorted((a, b) => rank(a) - rank(b))
}

const colours = [
  'var(--blue)',
  'var(--ink-3)',
  'color-mix(in srgb, var(--blue) 45%, var(--panel))',
  'var(--ink-2)',
]

/** What it serves while it is off is grey; the first of the others is blue. */
export function toneOf(
  variant: string | null,
  variants: readonly string[],
  offVariant: string | null,
): string {
  if (variant === offVariant) return 'var(--grey-fill)'
  const others = variants.filter((one) => one !== offVariant)
  const place = variant === null ? -1 : others.indexOf(variant)
  return place < 0 ? 'var(--amber)' : (colours[place % colours.length] ?? '')
}

/** What a reason of an evaluation says, and what it means. */
export function reasonWords(reason: string, hasRules = false): { says: string; means: string } {
  if (reason === 'STATIC' && hasRules)
    return { says: 'override', means: 'The process has an override of its own, or it had no rules then.' }
  return reasons[reason] ?? { says: reason.toLowerCase().replaceAll('_', ' '), means: 'As the SDK says it.' }
}

const reasons: { readonly [reason: string]: { says: string; means: string } } = {
  SPLIT: {
    says: 'split',
    means: 'No rule before matched, and a split decided: always the same for the same one.',
  },
  TARGETING_MATCH: { says: 'rule', means: 'A rule matched.' },
  STATIC: { says: 'everybody', means: 'It has no rules, or the process has an override of its own.' },
  DEFAULT: { says: 'everybody else', means: 'No rule matched.' },
  DISABLED: { says: 'off or killed', means: 'It was off, or killed.' },
  ERROR: { says: 'error', means: 'It could not be evaluated: the code got its own default.' },
  STALE: { says: 'stale', means: 'No server had confirmed it for a while.' },
}

function groups(items: readonly Count[], by: (one: Count) => string): Map<string, Count[]> {
  const found = new Map<string, Count[]>()
  for (const one of items) {
    const name = by(one)
    const group = found.get(name)
    if (group === undefined) found.set(name, [one])
    else group.push(one)
  }
  return found
}

function stepped(items: readonly Count[], from: number, { ms, stepMs }: Span): number[] {
  const counts = Array.from({ length: ms / stepMs }, () => 0)
  for (const { at, count } of items) {
    const step = Math.floor((Date.parse(at) - from) / stepMs)
    counts[step] = (counts[step] ?? 0) + count
  }
  return counts
}

export function perSecond(rate: number): string {
  return `${rate >= 10 ? Math.round(rate).toLocaleString('en') : rate.toFixed(rate >= 1 ? 1 : 2)} /s`
}
