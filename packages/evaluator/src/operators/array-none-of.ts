import { hasAny, ofEntries } from './lists.js'
import type { Operator } from './operator.js'

export const arrayNoneOf: Operator = {
  prepare: (values) => ofEntries(values, (list, wanted) => !hasAny(list, wanted)),
}
