import type { Json, Kill } from '@ripcord/model'
import type { Drafted, DraftedSegment } from './draft.js'
import type { LinkedFlag } from './link-flag.js'
import type { ChunkPlan } from './reading/read-segment.js'
import type { Surroundings } from './reading/reader.js'
import type { Segment } from './segment.js'
import { newStructure, type Structure } from './structure.js'
import type { Ruleset } from './types.js'

/** What a ruleset is made of. */
export interface Internals {
  readonly surroundings: Surroundings
  readonly flags: Map<string, LinkedFlag>
  readonly segments: Map<string, Segment>
  readonly draftedSegments: Map<string, DraftedSegment>
  readonly chunks: Map<string, Drafted<ChunkPlan>>
  readonly structure: Structure
  /** Flags by the minutes without a server after which they turn to their safe variant. */
  readonly blindAfter: Map<number, Set<string>>
  standings: Standings
}

/** What stands above the definitions of flags. */
export interface Standings {
  /** All records that hold, as they were handed in. */
  readonly killRecords: ReadonlyMap<string, Kill>
  /** Of each flag the kill that decides. */
  readonly kills: ReadonlyMap<string, Kill>
  readonly overrides: ReadonlyMap<string, Json>
  readonly blindMinutes: number
}

export function newInternals(surroundings: Surroundings): Internals {
  return {
    surroundings,
    flags: new Map(),
    segments: new Map(),
    draftedSegments: new Map(),
    chunks: new Map(),
    structure: newStructure(),
    blindAfter: new Map(),
    standings: { killRecords: new Map(), kills: new Map(), overrides: new Map(), blindMinutes: 0 },
  }
}

const internals = new WeakMap<Ruleset, Internals>()

export function keepInternals(ruleset: Ruleset, made: Internals): Ruleset {
  internals.set(ruleset, made)
  return ruleset
}

/** Undefined for a ruleset that the evaluator did not make. */
export function internalsOf(ruleset: Ruleset): Internals | undefined {
  return internals.get(ruleset)
}
