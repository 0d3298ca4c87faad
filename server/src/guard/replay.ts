import type { GuardDecision, GuardPlan, TickInput } from '@ripcord/guard'
import { canonicalJson, type Json } from '@ripcord/model'
import type { GuardDecided, GuardInputs, GuardRun } from '../storage/storage.js'
import { asJson, isSameDecision } from './decisions.js'
import { Run } from './run.js'

/** Rows read at once. */
const batch = 1_000

export interface Replayed {
  inputs: number
  /** Each that differs from the one before. */
  decisions: { sequence: number; at: number; decision: GuardDecision }[]
  /** Decisions that were kept and are not what the inputs give; `given` is null where there is no such input. */
  differences: { sequence: number; kept: Json; given: Json }[]
}

/** Decides on a run's stored inputs again, and holds the outcome against what was decided. */
export async function replayRun(store: GuardInputs, run: GuardRun): Promise<Replayed> {
  const { plan, end: _end, ...ref } = run
  const again = new Run({ ref, plan: plan as unknown as GuardPlan, flags: [], restarted: false })
  const kept = new Map((await store.decisions(ref)).map((one) => [one.sequence, one]))
  const replayed: Replayed = { inputs: 0, decisions: [], differences: [] }
  let before: GuardDecision | undefined
  for (;;) {
    const rows = await store.inputs(ref, again.sequence, batch)
    for (const row of rows) {
      const { sequence, input } = row
      const decision = again.fold(row)
      replayed.inputs += 1
      const { now: at } = input as unknown as TickInput
      if (!isSameDecision(before, decision)) replayed.decisions.push({ sequence, at, decision })
      before = decision
      replayed.differences.push(...differencesOf(kept.get(sequence), asJson(decision)))
      kept.delete(sequence)
    }
    if (rows.length < batch) break
  }
  replayed.differences.push(...[...kept.values()].flatMap((one) => differencesOf(one, null)))
  return replayed
}

function differencesOf(kept: GuardDecided | undefined, given: Json): Replayed['differences'] {
  if (kept === undefined || canonicalJson(kept.decision) === canonicalJson(given)) return []
  return [{ sequence: kept.sequence, kept: kept.decision, given }]
}
