/** Time, passed in: tests move it by hand. */
export interface Clock {
  /** Milliseconds that only ever go forward. */
  now(): number
  /** Wall-clock time, for people. */
  wall(): number
  /** Runs `run` once after `delayMs`; the answer calls it off. Never keeps the process alive. */
  after(delayMs: number, run: () => void): () => void
}

/** setTimeout fires at once above this. */
export const longestDelayMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), longestDelayMs))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
