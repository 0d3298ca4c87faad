import type { Operator } from './operator.js'
import { relativeToNow } from './relative.js'

export const afterNow: Operator = {
  prepare: (values, now) => relativeToNow(values, now, (seen, wanted) => seen > wanted),
  isTimed: true,
}
