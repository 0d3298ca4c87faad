import type { Problem } from './problem.js'
import type { Segment } from './segment.js'
import { conditionProblems } from './settings-problems.js'

/** What is wrong with a segment beyond its schema, other segments and flags left out; paths lead into the segment. */
export function segmentProblems(segment: Segment): Problem[] {
  const { chunks } = segment
  const isPowerOfTwo = (chunks & (chunks - 1)) === 0
  const problems = conditionProblems(segment.rules, (i) => `/rules/${i}`)
  return isPowerOfTwo
    ? problems
    : [...problems, { path: '/chunks', message: 'expected 0 or a power of two', seen: chunks }]
}
