import type { Condition, Flag } from './flag'

// What would break if a flag went: whatever asks for it.

interface Segment {
  key: string
  environment: string
  rules: readonly Condition[]
}

interface Release {
  key: string
  environment: string
  status: 'draft' | 'running' | 'baking' | 'completed' | 'killed' | 'aborted'
  flags: readonly { key: string }[]
}

export interface Need {
  kind: 'flag' | 'segment' | 'release'
  key: string
  environment: string
}

/** Flags, segments and releases that need it, by environment. */
export function needsOf(
  flag: string,
  all: { flags: readonly Flag[]; segments: readonly Segment[]; releases: readonly Release[] },
): Need[] {
  const flags = all.flags
    .filter(({ key, archived }) => key !== flag && !archived)
    .flatMap(({ key, environments }) =>
      Object.entries(environments)
        .filter(
          ([, { prerequisites, rules }]) =>
            prerequisites.some((one) => one.flag === flag) || rules.some(({ when }) => asksFor(when, flag)),
        )
        .map(([environment]): Need => ({ kind: 'flag', key, environment })),
    )
  const segments = all.segments
    .filter(({ rules }) => rules.some((rule) => asksFor(rule, flag)))
    .map(({ key, environment }): Need => ({ kind: 'segment', key, environment }))
  const releases = all.releases
    .filter(({ status, flags: of }) => going.has(status) && of.some(({ key }) => key === flag))
    .map(({ key, environment }): Need => ({ kind: 'release', key, environment }))
  return [...flags, ...segments, ...releases]
}

const going = new Set<Release['status']>(['draft', 'running', 'baking'])

function asksFor(condition: Condition, flag: string): boolean {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.some((one) => asksFor(one, flag))
    case 'not':
      return asksFor(condition.of, flag)
    case 'flag':
      return condition.flag === flag
    case 'attribute':
    case 'segment':
      return false
  }
}
