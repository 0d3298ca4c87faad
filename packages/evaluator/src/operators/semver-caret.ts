import { anyOfKind } from './any-of.js'
import { version } from './kinds.js'
import type { Operator } from './operator.js'
import { caretRange, isInRange } from './semver-range.js'

export const semverCaret: Operator = {
  prepare: (values) => anyOfKind(values, caretRange, version, isInRange),
}
