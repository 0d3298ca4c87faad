/** Time, passed in: tests move it by hand. */
export interface Clock {
  /** Wall-clock time, for people and records. */
  now(): Date
  /** Milliseconds that only ever go forward, for durations and deadlines within the process. */
  monotonic(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
}
