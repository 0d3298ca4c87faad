import { LONGEST_TICK_MS } from './defaults.js'

/** How much time a tick may count as lived through: none when the clock went back, never more than a tick can last. */
export function elapsedMs(lastTickAt: number | undefined, now: number): number {
  if (lastTickAt === undefined) return 0
  const passed = now - lastTickAt
  return passed > 0 ? Math.min(LONGEST_TICK_MS, passed) : 0
}
