import type { Json, Kill } from '@ripcord/model'
import type { ConstantAttributes } from './attribute.js'
import type { Drafted } from './draft.js'
import { type Internals, internalsOf, keepInternals } from './internals.js'
import { killsInForce } from './kills.js'
import type { LinkedFlag } from './link-flag.js'
import { isBlind, linkEverything } from './link-ruleset.js'
import type { FlagPlan, Reference } from './plan.js'
import { differences, type RevisedSegments, reviseFlags, reviseSegments } from './revise.js'
import { findStructure, type GraphNode, type Structure } from './structure.js'
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
  const constants = { ...options.constants }
  const before = reusable(previous, constants)
  const segments = reviseSegments(input.segments, input.segmentChunks, before, constants)
  const changedFlags = reviseFlags(input.flags, before, constants)
  const draftOf = (key: string) =>
    changedFlags.has(key) ? changedFlags.get(key) : before?.flags.get(key)?.drafted
  const state: Omit<Internals, 'flags' | 'segments'> = {
    sentFlags: input.flags.size,
    chunks: segments.chunks.now,
    draftedSegments: segments.segments.now,
    structure: structureOf(input, segments, changedFlags, draftOf, before),
    kills: killsInForce(input.kills.values()),
    overrides: new Map(options.overrides),
    constants,
    blindMinutes: options.blindMinutes ?? 0,
  }
  const dirty = dirtyFlags(state, changedFlags, before)
  const linked = linkEverything(state, dirty, segments.segments.changed, draftOf, before)
  const ruleset: Ruleset = { flags: linked.flags, notServing: notServing(linked.flags) }
  return keepInternals(ruleset, { ...state, ...linked })
}

/** A flag has to be linked with other constants as a whole: they are folded into its conditions. */
function reusable(previous: Ruleset | undefined, constants: ConstantAttributes): Internals | undefined {
  const before = previous && internalsOf(previous)
  if (before === undefined) return undefined
  const [held, wanted] = [Object.entries(before.constants), Object.entries(constants)]
  const isSame =
    held.length === wanted.length && wanted.every(([key, value]) => before.constants[key] === value)
  return isSame ? before : undefined
}

function structureOf(
  input: RulesetInput,
  { segments }: RevisedSegments,
  changedFlags: ReadonlyMap<string, Drafted<FlagPlan> | undefined>,
  draftOf: (key: string) => Drafted<FlagPlan> | undefined,
  before: Internals | undefined,
): Structure {
  if (before !== undefined && segments.changed.size === 0) {
    let isTouched = false
    changedFlags.forEach((drafted, key) => {
      if (before.structure.known.has(`flag:${key}`) || (drafted?.references.length ?? 0) > 0) isTouched = true
    })
    if (!isTouched) return before.structure
  }
  const roots: Reference[] = []
  segments.now.forEach((_, key) => roots.push(`segment:${key}`))
  input.flags.forEach((_, key) => {
    if ((draftOf(key)?.references.length ?? 0) > 0) roots.push(`flag:${key}`)
  })
  const nodeOf = (reference: Reference): GraphNode | undefined =>
    reference.startsWith('flag:') ? draftOf(reference.slice(5)) : segments.now.get(reference.slice(8))
  return findStructure(roots, nodeOf)
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

function notServing(flags: ReadonlyMap<string, LinkedFlag>): string[] {
  const keys: string[] = []
  flags.forEach(({ decider }, key) => {
    if (decider === 'quarantine' || decider === 'override') keys.push(key)
  })
  return keys
}
