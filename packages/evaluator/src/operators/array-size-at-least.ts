import { anyOfKind } from './any-of.js'
import { count, sizeOfList } from './lists.js'
import type { Operator } from './operator.js'

export const arraySizeAtLeast: Operator = {
  prepare: (values) => anyOfKind(values, count, sizeOfList, (size, wanted) => size >= wanted),
}
