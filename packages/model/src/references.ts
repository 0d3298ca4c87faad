import type { StoredFlagSettings } from './flag.js'
import type { Condition } from './rule.js'
import type { Segment } from './segment.js'

/** That a flag or a segment asks for another one, and where it says so. */
export interface Reference {
  kind: 'flag' | 'segment'
  key: string
  /** Variants of that flag that are asked for; empty for a segment. */
  variants: readonly string[]
  /** JSON pointer, into the settings or the segment, to the key that is referred to. */
  path: string
}

/** All flags and segments that a flag's settings ask for. */
export function settingsReferences(
  settings: Pick<StoredFlagSettings, 'prerequisites' | 'rules' | 'release'>,
): Reference[] {
  const preview = settings.release?.preview
  const prerequisites = settings.prerequisites.map(
    ({ flag, variants }, i): Reference => ({
      kind: 'flag',
      key: flag,
      variants,
      path: `/prerequisites/${i}/flag`,
    }),
  )
  return [
    ...prerequisites,
    ...settings.rules.flatMap(({ when }, i) => conditionReferences(when, `/rules/${i}/when`)),
    ...(preview === undefined ? [] : [segmentReference(preview, '/release/preview')]),
  ]
}

/** All flags and segments that a segment's rules ask for. */
export function segmentReferences(segment: Pick<Segment, 'rules'>): Reference[] {
  return segment.rules.flatMap((rule, i) => conditionReferences(rule, `/rules/${i}`))
}

function conditionReferences(condition: Condition, path: string): Reference[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.flatMap((one, i) => conditionReferences(one, `${path}/of/${i}`))
    case 'not':
      return conditionReferences(condition.of, `${path}/of`)
    case 'segment':
      return [segmentReference(condition.segment, `${path}/segment`)]
    case 'flag':
      return [{ kind: 'flag', key: condition.flag, variants: condition.variants, path: `${path}/flag` }]
    case 'attribute':
      return []
  }
}

function segmentReference(key: string, path: string): Reference {
  return { kind: 'segment', key, variants: [], path }
}

/** How many conditions there are in one, itself and groups included. */
export function countConditions(condition: Condition): number {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.of.reduce((sum, one) => sum + countConditions(one), 1)
    case 'not':
      return 1 + countConditions(condition.of)
    case 'segment':
    case 'flag':
    case 'attribute':
      return 1
  }
}

/** Of how many groups the innermost condition is a member. */
export function conditionDepth(condition: Condition): number {
  switch (condition.type) {
    case 'all':
    case 'any':
      return 1 + Math.max(0, ...condition.of.map(conditionDepth))
    case 'not':
      return 1 + conditionDepth(condition.of)
    case 'segment':
    case 'flag':
    case 'attribute':
      return 1
  }
}
