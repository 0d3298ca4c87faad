import type { Segment } from '../segment.js'
import type { CompiledFlag } from '../types.js'

/** What the keys in a plan stand for, within one ruleset. Plans are linked only when all that they name is there. */
export interface Links {
  flag(key: string): CompiledFlag
  segment(key: string): Segment
}
