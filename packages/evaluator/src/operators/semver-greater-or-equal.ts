import { anyOf } from './any-of.js'
import { version } from './kinds.js'
import type { Operator } from './operator.js'
import { compareVersions } from './semver.js'

export const semverGreaterOrEqual: Operator = {
  prepare: (values) => anyOf(values, version, (seen, wanted) => compareVersions(seen, wanted) >= 0),
}
