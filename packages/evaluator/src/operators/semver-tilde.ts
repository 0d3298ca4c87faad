import { anyOfKind } from './any-of.js'
import { version } from './kinds.js'
import type { Operator } from './operator.js'
import { isInRange, tildeRange } from './semver-range.js'

export const semverTilde: Operator = {
  prepare: (values) => anyOfKind(values, tildeRange, version, isInRange),
}
