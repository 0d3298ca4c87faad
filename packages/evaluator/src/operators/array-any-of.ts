import { hasAny, ofEntries } from './lists.js'
import type { Operator } from './operator.js'

export const arrayAnyOf: Operator = { prepare: (values) => ofEntries(values, hasAny) }
