/** In a herd those are served together who come within this, milliseconds. */
const gatherMs = 5

/**
 * Resolves at the same moment for all who call meanwhile, so that one writing and one reading serve them: within a turn
 * of the loop for who comes alone, and in a herd, which is where more than one came the last time, every few
 * milliseconds. `pause(0)`: when the loop has looked at all that has come by now.
 */
export function together(monotonic: () => number, pause: (ms: number) => Promise<void>): () => Promise<void> {
  let waiting: Promise<void> | undefined
  let callers = 0
  let wasHerd = false
  let servedAt = Number.NEGATIVE_INFINITY

  async function gather(): Promise<void> {
    await pause(wasHerd ? Math.max(0, servedAt + gatherMs - monotonic()) : 0)
    wasHerd = callers > 1
    servedAt = monotonic()
    callers = 0
    waiting = undefined
  }

  return () => {
    callers += 1
    waiting ??= gather()
    return waiting
  }
}
