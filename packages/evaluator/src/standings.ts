import type { Drafted } from './draft.js'
import type { Internals, Standings } from './internals.js'
import { killsInForce } from './kills.js'
import type { Standing } from './link-flag.js'
import type { FlagPlan } from './plan.js'
import type { RulesetChange } from './types.js'

export function changeStandings(before: Standings, change: RulesetChange): Standings {
  const killRecords = change.kills ?? before.killRecords
  return {
    killRecords,
    kills: killRecords === before.killRecords ? before.kills : killsInForce(killRecords.values()),
    overrides: change.overrides ?? before.overrides,
    blindMinutes: change.blindMinutes ?? before.blindMinutes,
  }
}

/** The flags above whose definitions something else stands than did. */
export function standingOtherwise({ standings: before, blindAfter }: Internals, now: Standings): Set<string> {
  const flagKeys = new Set<string>()
  addDifferences(flagKeys, before.kills, now.kills)
  addDifferences(flagKeys, before.overrides, now.overrides)
  if (before.blindMinutes !== now.blindMinutes)
    blindAfter.forEach((turning, after) => {
      if (before.blindMinutes >= after === now.blindMinutes >= after) return
      for (const key of turning) flagKeys.add(key)
    })
  return flagKeys
}

/** Adds the keys under which two maps differ. */
function addDifferences<T>(keys: Set<string>, a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): void {
  if (a === b) return
  a.forEach((value, key) => {
    if (b.get(key) !== value) keys.add(key)
  })
  b.forEach((_, key) => {
    if (!a.has(key)) keys.add(key)
  })
}

/** What most flags have above them; one object for all of them. */
const nothing: Standing = { kill: undefined, override: undefined, fault: undefined, isBlind: false }

export function standingOf(
  key: string,
  drafted: Drafted<FlagPlan> | undefined,
  fault: string | undefined,
  { kills, overrides, blindMinutes }: Standings,
): Standing {
  const kill = kills.get(key)
  const override = overrides.get(key)
  const after = drafted?.plan?.blindAfterMinutes ?? null
  const isBlind = after !== null && blindMinutes >= after
  const isNothing = kill === undefined && override === undefined && fault === undefined && !isBlind
  return isNothing ? nothing : { kill, override, fault, isBlind }
}

/** Keeps up which flags turn safe after how many minutes, for one that was read anew. */
export function moveBlindAfter(
  blindAfter: Map<number, Set<string>>,
  key: string,
  before: Drafted<FlagPlan> | undefined,
  now: Drafted<FlagPlan> | undefined,
): void {
  const old = before?.plan?.blindAfterMinutes ?? null
  const after = now?.plan?.blindAfterMinutes ?? null
  if (old === after) return
  if (old !== null) {
    const turning = blindAfter.get(old)
    turning?.delete(key)
    if (turning?.size === 0) blindAfter.delete(old)
  }
  if (after === null) return
  const turning = blindAfter.get(after)
  if (turning === undefined) blindAfter.set(after, new Set([key]))
  else turning.add(key)
}
