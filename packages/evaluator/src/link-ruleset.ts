import { buildTest } from './backend/build-test.js'
import type { Links } from './backend/links.js'
import type { Drafted, DraftedSegment } from './draft.js'
import type { Internals, Standings } from './internals.js'
import { type LinkedFlag, linkFlag } from './link-flag.js'
import { PendingMap } from './pending-map.js'
import type { FlagPlan } from './plan.js'
import type { Drafts } from './revise.js'
import type { Segment } from './segment.js'
import { standingOf } from './standings.js'
import { faultOf, type StructureChange } from './structure.js'

export interface Linked {
  readonly flags: PendingMap<string, LinkedFlag>
  readonly segments: PendingMap<string, Segment>
}

/**
 * Binds to what they name all that is touched, in the order in which that works. The others name nothing that is
 * touched: so nothing in a ruleset ever points to what is no more.
 */
export function link(
  made: Internals,
  drafts: Drafts,
  { findings, order }: StructureChange,
  standings: Standings,
): Linked {
  const flags = new PendingMap(made.flags)
  const segments = new PendingMap(made.segments)
  // Asked only for what the structure has found usable, and after it was linked.
  const links: Links = {
    flag: (key) => flags.get(key) as LinkedFlag,
    segment: (key) => segments.get(key) as Segment,
  }
  for (const reference of order) {
    const fault = faultOf(findings, reference)
    if (reference.startsWith('segment:')) {
      const key = reference.slice(8)
      segments.set(key, linkSegment(drafts.segments.get(key), fault, links))
      continue
    }
    const key = reference.slice(5)
    const drafted = draftOf(made, drafts, key)
    flags.set(key, linkFlag(key, drafted, standingOf(key, drafted, fault, standings), links))
  }
  return { flags, segments }
}

/** A flag as it was sent, undefined where it was not. */
export function draftOf(made: Internals, { flags }: Drafts, key: string): Drafted<FlagPlan> | undefined {
  return flags.has(key) ? flags.get(key) : made.flags.get(key)?.drafted
}

function linkSegment(
  drafted: DraftedSegment | undefined,
  fault: string | undefined,
  links: Links,
): Segment | undefined {
  if (drafted?.plan === undefined || drafted.isBroken || fault !== undefined) return undefined
  const rules = drafted.plan.rules.map((rule) => buildTest(rule, links))
  return {
    chunks: drafted.chunks,
    rules: rules.map((rule) => (typeof rule === 'boolean' ? () => rule : rule)),
  }
}
