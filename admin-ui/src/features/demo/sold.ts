import type { Demo } from '@ripcord/api'
import type { StepState } from '../../components/steps'
import type { StripMark } from '../../components/strip'

const windowSeconds = 120

/** The share of sales that failed, by second, and of all that was sold by the new code; null where nothing was sold. */
export function soldStrip(sales: Demo['sales']): {
  times: number[]
  failed: (number | null)[]
  byNew: (number | null)[]
} {
  const known = sales.map((second) => ({ ...second, at: Date.parse(second.at) }))
  const first = known[0]?.at ?? 0
  // As wide from the first second on: what comes does not squeeze what was.
  const before = Array.from(
    { length: Math.max(0, windowSeconds - known.length) },
    (_, i, all = windowSeconds - known.length) => first - (all - i) * 1_000,
  )
  const share = (part: (second: (typeof known)[number]) => number) => [
    ...before.map(() => null),
    ...known.map((second) => (second.sold === 0 ? null : part(second) / second.sold)),
  ]
  return {
    times: [...before, ...known.map(({ at }) => at)],
    failed: share(({ failed }) => failed),
    byNew: share(({ byNew }) => byNew),
  }
}

export function demoMarks({
  rollsAt,
  brokenAt,
  killedAt,
  release,
}: Pick<Demo, 'rollsAt' | 'brokenAt' | 'killedAt' | 'release'>): StripMark[] {
  const mark = (at: string | null, text: string, isKill = false): StripMark[] =>
    at === null ? [] : [{ at: Date.parse(at), text, isKill }]
  return [
    ...mark(rollsAt, `${release} starts`),
    ...mark(brokenAt, 'breaks'),
    ...mark(killedAt, 'killed', true),
  ]
}

/** Of "it rolls", "break it" and "the guard kills". */
export function stepsOf(state: Demo['state']): readonly [StepState, StepState, StepState] {
  switch (state) {
    case 'off':
    case 'ending':
      return ['later', 'later', 'later']
    case 'starting':
      return ['now', 'later', 'later']
    case 'rolling':
      return ['done', 'now', 'later']
    case 'broken':
      return ['done', 'done', 'now']
    case 'over':
    case 'killed':
      return ['done', 'done', 'done']
  }
}
