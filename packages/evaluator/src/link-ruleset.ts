import { buildTest } from './backend/build-test.js'
import type { Links } from './backend/links.js'
import type { Drafted, DraftedSegment } from './draft.js'
import type { Internals } from './internals.js'
import { type LinkedFlag, linkFlag, type Standing } from './link-flag.js'
import type { FlagPlan, Reference } from './plan.js'
import type { Segment } from './segment.js'
import type { GraphNode, Structure } from './structure.js'

export interface Linked {
  readonly flags: ReadonlyMap<string, LinkedFlag>
  readonly segments: ReadonlyMap<string, Segment>
  /** Keys of the flags that were not taken over. */
  readonly relinked: ReadonlySet<string>
}

export function isBlind(drafted: Drafted<FlagPlan> | undefined, blindMinutes: number): boolean {
  const after = drafted?.plan?.blindAfterMinutes ?? null
  return after !== null && blindMinutes >= after
}

/** What is not as it was in itself; an entity that names such a one has to be linked anew too. */
export interface Dirty {
  readonly flags: ReadonlySet<string>
  readonly segments: ReadonlySet<string>
}

/**
 * Binds flags and segments to what they name. Those that are as they were, and name only what is as it was, are taken
 * over: so nothing in a ruleset ever points into another one.
 */
export function linkEverything(
  state: Omit<Internals, 'flags' | 'segments'>,
  dirty: Dirty,
  draftOf: DraftOf,
  before: Internals | undefined,
  isRebuilt: boolean,
): Linked {
  const flags = new Map(before?.flags)
  const segments = new Map(before?.segments)
  const links = linksTo(flags, segments)
  const relinked = new Set<string>()
  const relinkFlag = (key: string): void => {
    const flag = linkFlag(key, draftOf(key), standingOf(key, state, draftOf(key)), links)
    relinked.add(key)
    if (flag === undefined) flags.delete(key)
    else flags.set(key, flag)
  }
  // What names nothing can be linked in any order, and first. Where nothing names what is dirty, that is all.
  const isLocal = !isRebuilt && !isReferenced(dirty, state)
  for (const key of dirty.flags) if (isLocal || (draftOf(key)?.references.length ?? 0) === 0) relinkFlag(key)
  if (isLocal) return { flags, segments, relinked }
  for (const key of dirty.segments) segments.delete(key)
  for (const { isFlag, key, node } of staleInOrder(state, dirty, draftOf, before)) {
    if (isFlag) relinkFlag(key)
    else relinkSegment(segments, key, node as DraftedSegment, state.structure, links)
  }
  return { flags, segments, relinked }
}

type DraftOf = (key: string) => Drafted<FlagPlan> | undefined

function standingOf(
  key: string,
  state: Omit<Internals, 'flags' | 'segments'>,
  drafted: Drafted<FlagPlan> | undefined,
): Standing {
  return {
    kill: state.kills.get(key),
    override: state.overrides.get(key),
    fault: state.structure.faults.get(`flag:${key}`),
    isBlind: isBlind(drafted, state.blindMinutes),
  }
}

function isReferenced(dirty: Dirty, { structure }: Omit<Internals, 'flags' | 'segments'>): boolean {
  if (dirty.segments.size > 0) return true
  for (const key of dirty.flags) if (structure.referenced.has(`flag:${key}`)) return true
  return false
}

interface Stale {
  readonly isFlag: boolean
  readonly key: string
  readonly node: GraphNode
}

/** What has to be linked anew of all that names something, in the order in which that works. */
function staleInOrder(
  { structure, draftedSegments }: Omit<Internals, 'flags' | 'segments'>,
  dirty: Dirty,
  draftOf: DraftOf,
  before: Internals | undefined,
): Stale[] {
  const touched = new Set<Reference>()
  for (const key of dirty.flags) touched.add(`flag:${key}`)
  for (const key of dirty.segments) touched.add(`segment:${key}`)
  const stale: Stale[] = []
  for (const reference of structure.order) {
    const isFlag = reference.startsWith('flag:')
    const key = reference.slice(isFlag ? 5 : 8)
    const node = isFlag ? draftOf(key) : draftedSegments.get(key)
    if (node === undefined || (isFlag && node.references.length === 0)) continue
    const isAsBefore =
      before !== undefined &&
      before.structure.faults.get(reference) === structure.faults.get(reference) &&
      !touched.has(reference) &&
      !node.references.some((named) => touched.has(named))
    if (isAsBefore) continue
    touched.add(reference)
    stale.push({ isFlag, key, node })
  }
  return stale
}

/** Asked only for what the structure has found usable, and after it was linked. */
function linksTo(flags: ReadonlyMap<string, LinkedFlag>, segments: ReadonlyMap<string, Segment>): Links {
  return {
    flag: (key) => flags.get(key) as LinkedFlag,
    segment: (key) => segments.get(key) as Segment,
  }
}

function relinkSegment(
  segments: Map<string, Segment>,
  key: string,
  { plan, chunks, isBroken }: DraftedSegment,
  { faults }: Structure,
  links: Links,
): void {
  if (plan === undefined || isBroken || faults.has(`segment:${key}`)) {
    segments.delete(key)
    return
  }
  const rules = plan.rules.map((rule) => buildTest(rule, links))
  segments.set(key, { chunks, rules: rules.map((rule) => (typeof rule === 'boolean' ? () => rule : rule)) })
}
