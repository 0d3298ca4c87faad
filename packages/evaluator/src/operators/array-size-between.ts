import { inRange } from './any-of.js'
import { count, sizeOfList } from './lists.js'
import type { Operator } from './operator.js'

export const arraySizeBetween: Operator = {
  prepare: (values) => inRange(values, count, (a, b) => a - b, sizeOfList),
}
