import type { AnswerOf, operations } from '@ripcord/api'

export type Count = AnswerOf<typeof operations.readCounts>['items'][number]

export interface Rate {
  /** Null: the caller's default was served. */
  variant: string | null
  reason: string
  perSecond: number
  share: number
}

export interface Served {
  rows: Rate[]
  /** Evaluations by variant, in equal steps of the window, the oldest first. */
  steps: { variant: string | null; counts: number[] }[]
}

export const windowMs = 600_000
/** SDKs tell every ten seconds: shorter steps would show when they tell, not what they serve. */
export const stepMs = 20_000

/** What was served in the window before `now`, by variant and reason, the most frequent first. */
export function ratesOf(items: readonly Count[], now: number): Served {
  const from = now - windowMs
  const inside = items.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < now)
  const total = inside.reduce((sum, { count }) => sum + count, 0)
  const first = Math.min(now - 1_000, ...inside.map(({ at }) => Date.parse(at)))
  // A flag that is evaluated since a minute has had a minute, not ten.
  const seconds = Math.max(1, (now - first) / 1_000)
  const rows = [...groups(inside, ({ variant, reason }) => JSON.stringify([variant, reason])).values()]
    .map((group): Rate => {
      const counted = group.reduce((sum, { count }) => sum + count, 0)
      const { variant, reason } = group[0] ?? { variant: null, reason: '' }
      return { variant, reason, perSecond: counted / seconds, share: counted / total }
    })
    .sort((a, b) => b.perSecond - a.perSecond)
  const steps = [...groups(inside, ({ variant }) => JSON.stringify(variant)).values()].map((group) => ({
    variant: group[0]?.variant ?? null,
    counts: stepped(group, from),
  }))
  return { rows, steps }
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

function stepped(items: readonly Count[], from: number): number[] {
  const counts = Array.from({ length: windowMs / stepMs }, () => 0)
  for (const { at, count } of items) {
    const step = Math.floor((Date.parse(at) - from) / stepMs)
    counts[step] = (counts[step] ?? 0) + count
  }
  return counts
}

export function perSecond(rate: number): string {
  return `${rate >= 10 ? Math.round(rate).toLocaleString('en') : rate.toFixed(rate >= 1 ? 1 : 2)} /s`
}
