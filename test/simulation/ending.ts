import type { Story } from './story.js'
import { Violation } from './violation.js'
import { type Options, simulate } from './world.js'

/** What a story breaks; undefined where it breaks nothing. An error that is no violation is the simulation's own. */
export async function endingOf(story: Story, options: Options = {}): Promise<string | undefined> {
  try {
    await simulate(story, options)
    return undefined
  } catch (error) {
    if (error instanceof Violation) return error.message
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

/** The kind of what was broken: without the names, numbers and hashes of the one time. */
export function kindOf(ending: string): string {
  return ending
    .replaceAll(/\b[0-9a-f]{16}\b|\b[0-9A-Z]{26}\b/g, '…')
    .replaceAll(/-?\d+(-\d+)*/g, '…')
    .replaceAll(/\b(checkout|search|payments|banner|prices)\b/g, '…')
}
