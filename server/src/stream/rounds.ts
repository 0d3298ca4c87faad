/**
 * Runs `run` at most once at a time; every call is answered by a round that began after it, and one round serves all
 * who wait. A round that fails rejects for those whom it served.
 */
export function inRounds(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let waiting: Promise<void> | undefined

  async function start(): Promise<void> {
    try {
      await run()
    } finally {
      running = undefined
    }
  }

  return () => {
    if (waiting !== undefined) return waiting
    if (running === undefined) {
      running = start()
      return running
    }
    waiting = running
      .catch(() => undefined)
      .then(() => {
        waiting = undefined
        running = start()
        return running
      })
    return waiting
  }
}
