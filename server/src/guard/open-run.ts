import type { GuardDecision, GuardPlan } from '@ripcord/guard'
import type { Json } from '@ripcord/model'
import type { GuardInputs, RunRef } from '../storage/storage.js'
import { stateIn } from './checkpoint.js'
import { asJson, isSameDecision } from './decisions.js'
import { Run, type RunParts, type RunState } from './run.js'

/** Rows read at once. */
const batch = 1_000

/** Where runs are kept, and by which version of this program. */
export interface Keeping {
  store: GuardInputs
  version: string
}

/**
 * A run with all that was known of it, which is nothing where it has just begun; the plan of its beginning
 * stands. Rejects where storage does.
 */
export async function openRun(keeping: Keeping, parts: RunParts): Promise<Run> {
  const { ref, plan } = parts
  const { store } = keeping
  // Plans are plain JSON.
  await store.open(ref, plan as unknown as Json)
  const stored = await store.run(ref)
  return takenUp(keeping, { ...parts, plan: (stored?.plan as unknown as GuardPlan | undefined) ?? plan })
}

/** A run as it was left, to be looked at; undefined where nothing was stored of it. Rejects where storage does. */
export async function reopenRun(keeping: Keeping, ref: RunRef): Promise<Run | undefined> {
  const stored = await keeping.store.run(ref)
  if (stored === undefined) return undefined
  return takenUp(keeping, { ref, plan: stored.plan as unknown as GuardPlan, flags: [], restarted: false })
}

async function takenUp(keeping: Keeping, parts: RunParts): Promise<Run> {
  const { ref } = parts
  const { store } = keeping
  const run = new Run(parts)
  const known = await knownState(keeping, ref)
  if (known !== undefined) run.takeUp(known)
  for (;;) {
    const rows = await store.inputs(ref, run.sequence, batch)
    for (const row of rows) run.fold(row)
    if (rows.length < batch) break
  }
  await keepLast(store, run)
  return run
}

/** What the last checkpoint knew, where it can be believed: the input that it ends with is there. */
async function knownState({ store, version }: Keeping, ref: RunRef): Promise<RunState | undefined> {
  const checkpoint = await store.lastCheckpoint(ref)
  const state = checkpoint && stateIn(checkpoint, version)
  if (state === undefined) return undefined
  const [last] = await store.inputs(ref, state.sequence - 1, 1)
  return last?.sequence === state.sequence ? state : undefined
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
