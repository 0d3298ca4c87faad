import { anyOf } from './any-of.js'
import { instant } from './kinds.js'
import type { Operator } from './operator.js'

export const before: Operator = {
  prepare: (values) => anyOf(values, instant, (seen, wanted) => seen < wanted),
}
