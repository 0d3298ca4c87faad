import type { Condition } from '../flag'
import type { GroupType } from './conditions'
import type { Path } from './tree'

export interface ConditionParts {
  path: Path
  condition: Condition
  /** “2.1”; empty for the one that a rule begins with. */
  place: string
  /** The group that it is in. */
  parent?: GroupType
}
