import { anyOf } from './any-of.js'
import { foldedText } from './kinds.js'
import type { Operator } from './operator.js'

export const endsWithIgnoreCase: Operator = {
  prepare: (values) => anyOf(values, foldedText, (seen, wanted) => seen.endsWith(wanted)),
}
