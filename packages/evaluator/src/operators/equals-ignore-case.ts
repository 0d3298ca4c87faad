import { anyOf } from './any-of.js'
import { foldedText } from './kinds.js'
import type { Operator } from './operator.js'

export const equalsIgnoreCase: Operator = {
  prepare: (values) => anyOf(values, foldedText, (seen, wanted) => seen === wanted),
}
