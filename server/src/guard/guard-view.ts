import type { ArmCounts, GuardDecision } from '@ripcord/guard'
import type { ErrorKind } from './error-kinds.js'
import type { Run } from './run.js'

/** What the guard knows of a release's run, for people. */
export interface GuardView {
  release: string
  generation: number
  /** Ticks so far. */
  ticks: number
  /** Null before the first tick. */
  decision: GuardDecision | null
  /** How long the present stage has been healthy, milliseconds. */
  bakedMs: number
  /** Raw counts, which are shown and never tested. */
  counts: { service: string; stage: number; treatment: ArmCounts; control: ArmCounts }[]
  /** Requests whose context had nothing to split by. */
  unassigned: number
  /** Kinds of errors. */
  kinds: ErrorKind[]
}

export function viewOf(run: Run): GuardView {
  const { ref, decision, sequence, unassigned, kinds } = run
  return {
    release: ref.release,
    generation: ref.generation,
    ticks: sequence,
    decision: decision ?? null,
    bakedMs: run.bakedMs,
    counts: run.counts(),
    unassigned,
    kinds: kinds.all(),
  }
}

/** Requests of all services and stages, by whether their context had something to split by. */
export function requestsOf({ counts, unassigned }: GuardView): { assigned: number; unassigned: number } {
  const requests = counts.map(({ treatment, control }) => treatment.requests + control.requests)
  return { assigned: requests.reduce((sum, one) => sum + one, 0), unassigned }
}
