/**
 * Runs `run` at most once at a time; every call is answered by a round that began after it, and one round serves all
 * who wait. A round that fails rejects for those whom it served. `gather`: what a round waits for before it begins, so
 * that it serves more; undefined = nothing.
 */
export function inRounds(
  run: () => Promise<void>,
  gather: () => Promise<void> | undefined = () => undefined,
): () => Promise<void> {
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
    const gathering = running === undefined ? gather() : running.catch(() => undefined).then(gather)
    if (gathering === undefined) {
      running = start()
      return running
    }
    waiting = gathering.then(() => {
      waiting = undefined
      running = start()
      return running
    })
    return waiting
  }
}
