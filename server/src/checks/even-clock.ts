import type { Clock } from '../clock.js'

/** Milliseconds that the wall clock may drift from the even one between two looks: more is somebody setting it. */
const setMs = 5_000

/**
 * Since when wall-clock times of this process can be compared: its start, or the last time that the clock was set. A
 * day that the clock skips has brought no measurement and no beat, and is held against nobody.
 */
export function createEvenSince(clock: Clock): () => { since: number; wasSet: boolean } {
  const offset = () => clock.now().getTime() - clock.monotonic()
  let known = offset()
  let since = clock.now().getTime()
  let wasSet = false
  return () => {
    const present = offset()
    if (Math.abs(present - known) > setMs) {
      since = clock.now().getTime()
      wasSet = true
    }
    // Small steps of a clock that is kept in time add up to no jump.
    known = present
    return { since, wasSet }
  }
}
