import type { Condition, Flag } from '../flag/flag'

/** Keys of the flags whose rules ask for a segment in an environment. */
export function flagsThatUse(segment: string, flags: readonly Flag[], environment: string): string[] {
  return flags
    .filter(({ environments }) => environments[environment]?.rules.some(({ when }) => asksFor(when, segment)))
    .map(({ key }) => key)
}

/** Keys of the segments whose rules ask for another. */
export function segmentsThatUse(
  segment: string,
  segments: readonly { key: string; rules: readonly Condition[] }[],
): string[] {
  return segments.filter(({ rules }) => rules.some((rule) => asksFor(rule, segment))).map(({ key }) => key)
}

function asksFor(condition: Condition, segment: string): boolean {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.some((one) => asksFor(one, segment))
    case 'not':
      return asksFor(condition.of, segment)
    case 'segment':
      return condition.segment === segment
    case 'attribute':
    case 'flag':
      return false
  }
}
