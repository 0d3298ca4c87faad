import type { Json, Kill } from '@ripcord/model'
import type { Drafted, DraftedSegment } from './draft.js'
import type { LinkedFlag } from './link-flag.js'
import type { ChunkPlan } from './reading/read-segment.js'
import type { Surroundings } from './reading/reader.js'
import type { Segment } from './segment.js'
import type { Structure } from './structure.js'
import type { Ruleset } from './types.js'

/** What a ruleset was made of, from which the next one reuses what did not change. */
export interface Internals {
  readonly flags: ReadonlyMap<string, LinkedFlag>
  /** How many of `flags` were sent; the others are only killed or overridden. */
  readonly sentFlags: number
  readonly chunks: ReadonlyMap<string, Drafted<ChunkPlan>>
  readonly draftedSegments: ReadonlyMap<string, DraftedSegment>
  readonly segments: ReadonlyMap<string, Segment>
  readonly structure: Structure
  readonly kills: ReadonlyMap<string, Kill>
  readonly overrides: ReadonlyMap<string, Json>
  readonly surroundings: Surroundings
  readonly blindMinutes: number
}

const internals = new WeakMap<Ruleset, Internals>()

export function keepInternals(ruleset: Ruleset, made: Internals): Ruleset {
  internals.set(ruleset, made)
  return ruleset
}

/** Undefined for a ruleset that compileRuleset did not make. */
export function internalsOf(ruleset: Ruleset): Internals | undefined {
  return internals.get(ruleset)
}
