// The histogram of durations that reports carry. It is fixed, so that counts of any number of processes add up: each
// bucket ends a tenth above the one before, from 0.1 ms to ten minutes, and so a quantile is at most a tenth too high.

const firstEndMs = 0.1
const growth = 1.1
const logGrowth = Math.log(growth)

/** The index of the last bucket: it ends at ten minutes, and what took longer is in it too. */
export const lastLatencyIndex = 164

/** The bucket of a duration. */
export function latencyIndex(ms: number): number {
  if (!(ms > firstEndMs)) return 0
  return Math.min(Math.ceil(Math.log(ms / firstEndMs) / logGrowth), lastLatencyIndex)
}

/** The longest duration that a bucket is for, in milliseconds. */
export function latencyEndMs(index: number): number {
  return firstEndMs * growth ** index
}
