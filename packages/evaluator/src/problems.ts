import { draftFlag, draftSegment } from './draft.js'
import { internalsOf } from './internals.js'
import type { Problem } from './reading/problem.js'
import { noSurroundings } from './reading/reader.js'
import { faultOf } from './structure.js'
import type { Ruleset } from './types.js'

/** Why a flag would be refused by itself, whatever it refers to; empty where it would not. Never throws. */
export function flagProblems(flagKey: string, sent: unknown): readonly Problem[] {
  return draftFlag(flagKey, sent, noSurroundings).problems
}

/** The same of a segment, without its chunks. */
export function segmentProblems(segmentKey: string, sent: unknown): readonly Problem[] {
  return draftSegment(segmentKey, sent, () => undefined, noSurroundings).problems
}

/** An entity of a ruleset that can't be used. */
export interface RefusedEntity {
  readonly kind: 'flag' | 'segment'
  readonly key: string
  readonly problems: readonly Problem[]
}

/**
 * All that is quarantined in a ruleset, killed and overridden flags included, and every segment that can't be used:
 * empty = every SDK can serve all of it. Whoever writes state compiles what would be, and asks this first.
 */
export function compileProblems(ruleset: Ruleset): readonly RefusedEntity[] {
  const made = internalsOf(ruleset)
  if (made === undefined) return []
  const refused: RefusedEntity[] = []
  made.draftedSegments.forEach(({ problems }, key) => {
    const all = withFault(problems, faultOf(made.structure.findings, `segment:${key}`))
    if (all.length > 0) refused.push({ kind: 'segment', key, problems: all })
  })
  made.flags.forEach(({ drafted, standing }, key) => {
    const all = withFault(drafted?.problems ?? [], standing.fault)
    if (all.length > 0) refused.push({ kind: 'flag', key, problems: all })
  })
  return refused
}

function withFault(problems: readonly Problem[], fault: string | undefined): readonly Problem[] {
  return fault === undefined ? problems : [...problems, { path: '', message: fault }]
}
