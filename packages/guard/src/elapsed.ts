import { LONGEST_TICK_MS } from './defaults.js'
import type { GuardMemory } from './memory.js'

/** Time in the present stage; not negative when the clock went back. */
export function elapsedSince(memory: GuardMemory, now: number): number {
  return Math.max(0, now - memory.stageStartedAt)
}

/** How much time a tick may count as lived through: none when the clock went back, never more than a tick can last. */
export function elapsedMs(lastTickAt: number | undefined, now: number): number {
  if (lastTickAt === undefined) return 0
  return Math.min(LONGEST_TICK_MS, Math.max(0, now - lastTickAt))
}
