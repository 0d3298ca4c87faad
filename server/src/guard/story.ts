import type { GuardDecision, TickInput } from '@ripcord/guard'
import type { GuardInputs, RunRef } from '../storage/storage.js'

/** How far back the beginning is looked for, in seconds. */
const lookedBack = 300
/** Failures with more time between them have nothing to do with each other. */
const oneStretchMs = 10_000

/** Epoch milliseconds; null where it is not known. */
export interface Story {
  /** The first bad measurement of the stretch that led to it. */
  firstBadAt: number | null
  /** When a question was first answered with hold or fail. */
  detectedAt: number | null
  decidedAt: number | null
}

export const unknownStory: Story = { firstBadAt: null, detectedAt: null, decidedAt: null }

/** How it came to what was decided on the input `sequence`. */
export async function storyOf(store: GuardInputs, run: RunRef, sequence: number): Promise<Story> {
  const from = Math.max(0, sequence - lookedBack)
  const rows = (await store.inputs(run, from, sequence - from)).map((row) => ({
    sequence: row.sequence,
    input: row.input as unknown as TickInput,
  }))
  const decided = rows.at(-1)
  if (decided?.sequence !== sequence) return unknownStory
  let first = decided
  for (const row of rows.toReversed()) {
    if (first.input.now - row.input.now > oneStretchMs) break
    if (isBad(row.input)) first = row
  }
  const noticed = (await store.decisions(run)).find(
    (one) => one.sequence >= first.sequence && isAlarming(one.decision as unknown as GuardDecision),
  )
  const detected = rows.find((row) => row.sequence === noticed?.sequence)
  return {
    firstBadAt: Math.min(first.input.now, ...sinceOf(decided.input)),
    detectedAt: detected?.input.now ?? decided.input.now,
    decidedAt: decided.input.now,
  }
}

/** Since when the checks that fail have been bad, by those who measured. */
function sinceOf({ checks }: TickInput): number[] {
  return checks.flatMap(({ outcome, since }) => (outcome === 'fail' && since !== undefined ? [since] : []))
}

function isBad({ outcomes, crashes, breakers }: TickInput): boolean {
  return (
    crashes.length > 0 ||
    breakers.length > 0 ||
    outcomes.some(({ treatment }) => treatment.errors > 0 || treatment.slow > 0)
  )
}

function isAlarming({ assessments }: GuardDecision): boolean {
  return assessments.some(({ outcome }) => outcome === 'fail' || outcome === 'hold')
}
