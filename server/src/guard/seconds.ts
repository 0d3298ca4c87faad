import type { ArmCounts, OutcomeRow, TickInput } from '@ripcord/guard'
import type { GuardInputs, RunRef } from '../storage/storage.js'

/** What both variants came to in one second of a run, all services together. */
export interface Second {
  at: string
  stage: number
  treatment: ArmCounts
  control: ArmCounts
}

/** The last seconds up to the input `last`, in order; fewer where they are not kept any more. */
export async function secondsOf(
  store: Pick<GuardInputs, 'inputs'>,
  run: RunRef,
  last: number,
  seconds: number,
): Promise<Second[]> {
  const rows = await store.inputs(run, Math.max(0, last - seconds), seconds)
  return rows.map(({ input }) => {
    const { now, stage, outcomes } = input as unknown as TickInput
    return {
      at: new Date(now).toISOString(),
      stage,
      treatment: sumOf(outcomes.map(({ treatment }) => treatment)),
      control: sumOf(outcomes.map(({ control }) => control)),
    }
  })
}

function sumOf(counts: readonly OutcomeRow['treatment'][]): ArmCounts {
  const sum = (what: keyof ArmCounts) => counts.reduce((all, one) => all + one[what], 0)
  return { requests: sum('requests'), errors: sum('errors'), slow: sum('slow') }
}
