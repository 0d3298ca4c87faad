import type { GuardDecision, GuardPlan } from '@ripcord/guard'
import type { Json } from '@ripcord/model'
import type { GuardInputs, RunRef } from '../storage/storage.js'
import { asJson, isSameDecision } from './decisions.js'
import { Run, type RunParts } from './run.js'

/** Rows read at once. */
const batch = 1_000

/**
 * A run with all that was known of it, which is nothing where it has just begun; the plan of its beginning
 * stands. Rejects where storage does.
 */
export async function openRun(store: GuardInputs, parts: RunParts): Promise<Run> {
  const { ref, plan } = parts
  // Plans are plain JSON.
  await store.open(ref, plan as unknown as Json)
  const stored = await store.run(ref)
  return takenUp(store, { ...parts, plan: (stored?.plan as unknown as GuardPlan | undefined) ?? plan })
}

/** A run as it was left, to be looked at; undefined where nothing was stored of it. Rejects where storage does. */
export async function reopenRun(store: GuardInputs, ref: RunRef): Promise<Run | undefined> {
  const stored = await store.run(ref)
  if (stored === undefined) return undefined
  return takenUp(store, { ref, plan: stored.plan as unknown as GuardPlan, flags: [], restarted: false })
}

async function takenUp(store: GuardInputs, parts: RunParts): Promise<Run> {
  const { ref } = parts
  const run = new Run(parts)
  for (;;) {
    const rows = await store.inputs(ref, run.sequence, batch)
    for (const row of rows) run.fold(row)
    if (rows.length < batch) break
  }
  await keepLast(store, run)
  return run
}

/** The last decision may have been made without being kept: the process ended in between. */
export async function keepLast(store: GuardInputs, run: Run): Promise<void> {
  const { decision, sequence, ref } = run
  if (decision === undefined) return
  run.kept = decision
  const last = (await store.decisions(ref)).at(-1)
  if (last !== undefined && isSameDecision(last.decision as unknown as GuardDecision, decision)) return
  await store.note(ref, { sequence, decision: asJson(decision) })
}
