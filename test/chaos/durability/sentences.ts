import type { Child } from '../../harness/child.js'

/** What a process that has ended has said on stderr, a line each. */
export function sentencesOf(child: Child): string[] {
  return child.err.filter((line) => line.trim() !== '')
}
