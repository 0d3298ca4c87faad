import { anyOf } from './any-of.js'
import { number } from './kinds.js'
import type { Operator } from './operator.js'

export const greaterThanOrEqual: Operator = {
  prepare: (values) => anyOf(values, number, (seen, wanted) => seen >= wanted),
}
