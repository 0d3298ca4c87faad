const second = 1_000
const minute = 60 * second
const hour = 60 * minute

const ceilings = [5 * second, 30 * second, 2 * minute, 10 * minute, hour, 6 * hour]
const leastMs = 1_000

/** What was not told within a day is given up. */
export const giveUpAfterMs = 24 * hour

/**
 * Milliseconds until the next try, with full jitter, so that many that failed together do not come back together.
 * `attempts`: those that have failed. `random`: from 0 to 1.
 */
export function backoffMs(attempts: number, random: number): number {
  const ceiling = ceilings[Math.min(attempts, ceilings.length) - 1] ?? 5 * second
  return Math.max(leastMs, Math.round(ceiling * random))
}

/** Milliseconds that a receiver asks for by `Retry-After`, in seconds or as a date; undefined where it asks for none. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * second : Date.parse(header) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, leastMs), 6 * hour) : undefined
}
