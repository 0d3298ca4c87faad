import { inRange } from './any-of.js'
import { version } from './kinds.js'
import type { Operator } from './operator.js'
import { compareVersions } from './semver.js'

export const semverBetween: Operator = {
  prepare: (values) => inRange(values, version, compareVersions),
}
