import { type Operator, refusal } from './operator.js'

/** Whether the attribute is there; null counts as not there. The one operator that answers for a missing attribute too. */
export const exists: Operator = {
  prepare: (values) =>
    values.length === 0
      ? (seen) => seen !== undefined && seen !== null
      : refusal(`expected no values, saw ${values.length}`),
}
