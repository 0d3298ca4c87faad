import { NO_CONTROL_SHARE } from './defaults.js'
import type { Assessment, TickInput } from './types.js'

/** Many releases at once, or half of all checks unknown: the trouble may be everybody's. */
const troubles = ['blind', 'budget'] as const

/**
 * In such trouble, what has no control beside it holds instead of killing: a shared outage would take down healthy
 * releases. Counts of both arms still kill, since the outage hits both alike.
 */
export function holdBack(
  input: TickInput,
  share: number,
  lanes: { readonly counted: readonly Assessment[]; readonly checks: readonly Assessment[] },
): readonly Assessment[] {
  if (!troubles.some((trouble) => input.holds.includes(trouble))) return [...lanes.counted, ...lanes.checks]
  const counted = share < NO_CONTROL_SHARE ? lanes.counted : lanes.counted.map(held)
  return [...counted, ...lanes.checks.map(held)]
}

function held(assessment: Assessment): Assessment {
  return assessment.outcome === 'fail' ? { ...assessment, outcome: 'hold' } : assessment
}
