import type { Demo } from '@ripcord/api'
import type { StepState } from '../../components/steps'
import type { StripMark } from '../../components/strip-marks'

const windowSeconds = 60
/** Room for the words of what has just happened. */
const aheadSeconds = 6

/**
 * The share of sales that failed, by second, and of those by the new code; null where nothing was sold. A minute wide from
 * the first second on, so that what comes does not squeeze what was; later it goes along.
 */
export function soldStrip(sales: Demo['sales']): {
  times: number[]
  failed: (number | null)[]
  byNew: (number | null)[]
} {
  const known = sales.slice(aheadSeconds - windowSeconds)
  const last = Date.parse(known.at(-1)?.at ?? '')
  const ahead = Array.from({ length: known.length === 0 ? 0 : windowSeconds - known.length }, (_, i) => i + 1)
  const share = (part: (second: (typeof known)[number]) => number) => [
    ...known.map((second) => (second.sold === 0 ? null : part(second) / second.sold)),
    ...ahead.map(() => null),
  ]
  return {
    times: [...known.map(({ at }) => Date.parse(at)), ...ahead.map((seconds) => last + seconds * 1_000)],
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
