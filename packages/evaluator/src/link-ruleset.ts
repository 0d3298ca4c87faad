import { buildTest } from './backend/build-test.js'
import type { Links } from './backend/links.js'
import type { Drafted, DraftedSegment } from './draft.js'
import type { Internals } from './internals.js'
import { type LinkedFlag, linkFlag, type Standing } from './link-flag.js'
import type { FlagPlan, Reference } from './plan.js'
import type { Segment } from './segment.js'

export interface Linked {
  readonly flags: ReadonlyMap<string, LinkedFlag>
  readonly segments: ReadonlyMap<string, Segment>
}

export function isBlind(drafted: Drafted<FlagPlan> | undefined, blindMinutes: number): boolean {
  const after = drafted?.plan?.blindAfterMinutes ?? null
  return after !== null && blindMinutes >= after
}

/**
 * Binds flags and segments to what they name. Those that are as they were, and name only what is as it was, are taken
 * over: so nothing in a ruleset ever points into another one.
 */
export function linkEverything(
  state: Omit<Internals, 'flags' | 'segments'>,
  dirtyFlags: ReadonlySet<string>,
  dirtySegments: ReadonlySet<string>,
  draftOf: (key: string) => Drafted<FlagPlan> | undefined,
  before: Internals | undefined,
): Linked {
  const flags = new Map(before?.flags)
  const segments = new Map(before?.segments)
  const links = linksTo(flags, segments)
  const { faults } = state.structure
  const relinkFlag = (key: string): void => {
    const drafted = draftOf(key)
    const standing: Standing = {
      kill: state.kills.get(key),
      override: state.overrides.get(key),
      fault: faults.get(`flag:${key}`),
      isBlind: isBlind(drafted, state.blindMinutes),
    }
    const flag = linkFlag(key, drafted, standing, links)
    if (flag === undefined) flags.delete(key)
    else flags.set(key, flag)
  }
  const dirty = new Set<Reference>()
  for (const key of dirtySegments) {
    dirty.add(`segment:${key}`)
    segments.delete(key)
  }
  for (const key of dirtyFlags) {
    dirty.add(`flag:${key}`)
    if ((draftOf(key)?.references.length ?? 0) === 0) relinkFlag(key)
  }
  if (before?.structure === state.structure && !reaches(dirty, state.structure.known))
    return { flags, segments }
  for (const reference of state.structure.order) {
    const isFlag = reference.startsWith('flag:')
    const key = reference.slice(isFlag ? 5 : 8)
    const node = isFlag ? draftOf(key) : state.draftedSegments.get(key)
    if (node === undefined || (isFlag && node.references.length === 0)) continue
    const isAsBefore =
      before !== undefined &&
      before.structure.faults.get(reference) === faults.get(reference) &&
      !dirty.has(reference) &&
      !node.references.some((named) => dirty.has(named))
    if (isAsBefore) continue
    dirty.add(reference)
    if (isFlag) relinkFlag(key)
    else relinkSegment(segments, key, node as DraftedSegment, faults.has(reference), links)
  }
  return { flags, segments }
}

function reaches(dirty: ReadonlySet<Reference>, known: ReadonlySet<Reference>): boolean {
  for (const reference of dirty) if (known.has(reference)) return true
  return false
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
  isFaulty: boolean,
  links: Links,
): void {
  if (plan === undefined || isBroken || isFaulty) {
    segments.delete(key)
    return
  }
  const rules = plan.rules.map((rule) => buildTest(rule, links))
  segments.set(key, { chunks, rules: rules.map((rule) => (typeof rule === 'boolean' ? () => rule : rule)) })
}
