import type { Json, Kill } from '@ripcord/model'
import type { Drafted } from './draft.js'
import { type Internals, internalsOf, keepInternals } from './internals.js'
import { killsInForce } from './kills.js'
import type { LinkedFlag } from './link-flag.js'
import { isBlind, linkEverything } from './link-ruleset.js'
import type { FlagPlan, Reference } from './plan.js'
import { noSurroundings, type Surroundings } from './reading/reader.js'
import { differences, type RevisedSegments, reviseFlags, reviseSegments } from './revise.js'
import { findStructure, type GraphNode, patchStructure, type Structure } from './structure.js'
import type { Ruleset, RulesetInput, RulesetOptions } from './types.js'

/**
 * One environment's flags, ready to be asked. Total: an entity that can't be read is quarantined alone. What is the
 * same object as in `previous`, and stands as it stood there, is taken over from it; whoever passes `previous` never
 * alters a sent object in place.
 */
export function compileRuleset(
  input: RulesetInput,
  options: RulesetOptions = {},
  previous?: Ruleset,
): Ruleset {
  const surroundings = { constants: { ...options.constants }, now: options.now ?? noSurroundings.now }
  const before = reusable(previous, surroundings)
  const segments = reviseSegments(input.segments, input.segmentChunks, before, surroundings)
  const changedFlags = reviseFlags(input.flags, before, surroundings)
  const draftOf = (key: string) =>
    changedFlags.has(key) ? changedFlags.get(key) : before?.flags.get(key)?.drafted
  const { structure, isRebuilt } = structureOf(input, segments, changedFlags, draftOf, before)
  const state: Omit<Internals, 'flags' | 'segments'> = {
    sentFlags: input.flags.size,
    chunks: segments.chunks.now,
    draftedSegments: segments.segments.now,
    structure,
    kills: killsInForce(input.kills.values()),
    overrides: new Map(options.overrides),
    surroundings,
    blindMinutes: options.blindMinutes ?? 0,
  }
  const dirty = { flags: dirtyFlags(state, changedFlags, before), segments: segments.segments.changed }
  const {
    flags,
    segments: linkedSegments,
    relinked,
  } = linkEverything(state, dirty, draftOf, before, isRebuilt)
  const ruleset: Ruleset = { flags, notServing: notServing(flags, relinked, previous, before) }
  return keepInternals(ruleset, { ...state, flags, segments: linkedSegments })
}

/** With other constants or another clock a flag has to be read as a whole: they are in its conditions. */
function reusable(previous: Ruleset | undefined, { constants, now }: Surroundings): Internals | undefined {
  const before = previous && internalsOf(previous)
  if (before === undefined || before.surroundings.now !== now) return undefined
  const held = before.surroundings.constants
  const wanted = Object.entries(constants)
  const isSame =
    Object.keys(held).length === wanted.length && wanted.every(([key, value]) => held[key] === value)
  return isSame ? before : undefined
}

interface FoundStructure {
  readonly structure: Structure
  /** Whether all references were followed anew. */
  readonly isRebuilt: boolean
}

function structureOf(
  input: RulesetInput,
  { segments }: RevisedSegments,
  changedFlags: ReadonlyMap<string, Drafted<FlagPlan> | undefined>,
  draftOf: (key: string) => Drafted<FlagPlan> | undefined,
  before: Internals | undefined,
): FoundStructure {
  const nodeOf = (reference: Reference): GraphNode | undefined =>
    reference.startsWith('flag:') ? draftOf(reference.slice(5)) : segments.now.get(reference.slice(8))
  if (before !== undefined && segments.changed.size === 0) {
    const changed = Array.from(changedFlags.keys(), (key): Reference => `flag:${key}`)
    const structure = patchStructure(before.structure, changed, nodeOf, (flag) => {
      const drafted = before.flags.get(flag.slice(5))?.drafted
      return drafted !== undefined && drafted.references.length > 0
    })
    if (structure !== undefined) return { structure, isRebuilt: false }
  }
  const roots: Reference[] = []
  segments.now.forEach((_, key) => roots.push(`segment:${key}`))
  input.flags.forEach((_, key) => {
    if ((draftOf(key)?.references.length ?? 0) > 0) roots.push(`flag:${key}`)
  })
  return { structure: findStructure(roots, nodeOf), isRebuilt: true }
}

/** The flags that were not sent as before, or do not stand as before. */
function dirtyFlags(
  state: Omit<Internals, 'flags' | 'segments'>,
  changedFlags: ReadonlyMap<string, unknown>,
  before: Internals | undefined,
): ReadonlySet<string> {
  const dirty = new Set(changedFlags.keys())
  const noKills: ReadonlyMap<string, Kill> = new Map()
  const noOverrides: ReadonlyMap<string, Json> = new Map()
  for (const key of differences(state.kills, before?.kills ?? noKills)) dirty.add(key)
  for (const key of differences(state.overrides, before?.overrides ?? noOverrides)) dirty.add(key)
  if (before !== undefined && before.blindMinutes !== state.blindMinutes)
    before.flags.forEach(({ drafted, standing }, key) => {
      if (isBlind(drafted, state.blindMinutes) !== standing.isBlind) dirty.add(key)
    })
  return dirty
}

function notServing(
  flags: ReadonlyMap<string, LinkedFlag>,
  relinked: ReadonlySet<string>,
  previous: Ruleset | undefined,
  before: Internals | undefined,
): string[] {
  const kept = before === undefined ? [] : (previous?.notServing ?? [])
  const keys = kept.filter((key) => !relinked.has(key))
  for (const key of relinked) {
    const decider = flags.get(key)?.decider
    if (decider === 'quarantine' || decider === 'override') keys.push(key)
  }
  return keys
}
