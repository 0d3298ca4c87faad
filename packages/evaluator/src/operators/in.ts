import { isOneOf } from './equals.js'
import type { Operator } from './operator.js'

export const isIn: Operator = { prepare: isOneOf }
