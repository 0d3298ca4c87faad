import { anyOfKind } from './any-of.js'
import { address, block, isInBlock } from './cidr.js'
import type { Operator } from './operator.js'

export const inCidr: Operator = {
  prepare: (values) => anyOfKind(values, block, address, isInBlock),
}
