import { inRange } from './any-of.js'
import { number } from './kinds.js'
import type { Operator } from './operator.js'

export const between: Operator = {
  prepare: (values) => inRange(values, number, (a, b) => a - b),
}
