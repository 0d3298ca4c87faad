import { anyOf } from './any-of.js'
import { text } from './kinds.js'
import type { Operator } from './operator.js'

export const endsWith: Operator = {
  prepare: (values) => anyOf(values, text, (seen, wanted) => seen.endsWith(wanted)),
}
