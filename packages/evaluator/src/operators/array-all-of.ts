import { hasAll, ofEntries } from './lists.js'
import type { Operator } from './operator.js'

export const arrayAllOf: Operator = { prepare: (values) => ofEntries(values, hasAll) }
