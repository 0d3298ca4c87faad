import { type Internals, keepInternals, newInternals, type Standings } from './internals.js'
import { draftOf, type Linked, link } from './link-ruleset.js'
import type { Reference } from './plan.js'
import { noSurroundings } from './reading/reader.js'
import { type Drafts, readChange } from './revise.js'
import { changeStandings, moveBlindAfter, standingOtherwise } from './standings.js'
import { changeStructure, moveReferences, type NodeOf, type StructureChange } from './structure.js'
import type { Ruleset, RulesetChange, RulesetSurroundings } from './types.js'

/**
 * One environment's flags, kept ready while they change. A change costs what it touches (the entities sent anew, and
 * what names them), however many others there are. Total, as compileRuleset is.
 */
export class LiveRuleset {
  readonly #made: Internals
  #ruleset: Ruleset

  constructor({ constants, now }: RulesetSurroundings = {}) {
    this.#made = newInternals({ constants: { ...constants }, now: now ?? noSurroundings.now })
    this.#ruleset = keepInternals({ flags: this.#made.flags, notServing: [] }, this.#made)
  }

  /** As it stands now: another object after each change, while `flags` stays and its entries are renewed. */
  get ruleset(): Ruleset {
    return this.#ruleset
  }

  /** After how many minutes without a server some flag answers otherwise, in order. */
  get blindAfterMinutes(): readonly number[] {
    return [...this.#made.blindAfter.keys()].sort((a, b) => a - b)
  }

  /** Answers the keys of the flags that were compiled anew, or are gone: evaluation sees all of it or nothing. */
  change(change: RulesetChange): Iterable<string> {
    const made = this.#made
    const drafts = readChange(made, change)
    const standings = changeStandings(made.standings, change)
    const nodeOf: NodeOf = (reference) =>
      reference.startsWith('flag:')
        ? draftOf(made, drafts, reference.slice(5))
        : drafts.segments.get(reference.slice(8))
    const structure = changeStructure(made.structure, changedBy(made, drafts, standings), nodeOf)
    const linked = link(made, drafts, structure, standings)
    this.#commit(drafts, standings, structure, linked)
    return linked.flags.writes.keys()
  }

  /** Nothing here can fail: what was worked out takes effect as a whole. */
  #commit(drafts: Drafts, standings: Standings, structure: StructureChange, linked: Linked): void {
    const made = this.#made
    const none = { references: [] }
    drafts.segments.writes.forEach((now, key) => {
      const before = drafts.segments.before(key) ?? none
      moveReferences(made.structure, `segment:${key}`, before.references, (now ?? none).references)
    })
    drafts.flags.forEach((now, key) => {
      const before = made.flags.get(key)?.drafted
      moveReferences(made.structure, `flag:${key}`, (before ?? none).references, (now ?? none).references)
      moveBlindAfter(made.blindAfter, key, before, now)
    })
    const notServing = notServingAfter(this.#ruleset.notServing, linked)
    drafts.chunks.commit()
    drafts.segments.commit()
    structure.findings.commit()
    linked.segments.commit()
    linked.flags.commit()
    made.standings = standings
    this.#ruleset = keepInternals({ flags: made.flags, notServing }, made)
  }
}

/** What was not sent as before, or does not stand as before. */
function changedBy(made: Internals, drafts: Drafts, standings: Standings): Set<Reference> {
  const changed = new Set<Reference>()
  for (const key of drafts.segments.writes.keys()) changed.add(`segment:${key}`)
  for (const key of drafts.flags.keys()) changed.add(`flag:${key}`)
  for (const key of standingOtherwise(made, standings)) changed.add(`flag:${key}`)
  return changed
}

/** The same list where the same flags are in it. */
function notServingAfter(before: readonly string[], { flags }: Linked): readonly string[] {
  const isServing = ({ decider }: { decider: string }) => decider !== 'quarantine' && decider !== 'override'
  const keys = new Set(before)
  let isOther = false
  flags.writes.forEach((flag, key) => {
    if (flag === undefined || isServing(flag)) isOther = keys.delete(key) || isOther
    else if (!keys.has(key)) {
      keys.add(key)
      isOther = true
    }
  })
  return isOther ? [...keys] : before
}
