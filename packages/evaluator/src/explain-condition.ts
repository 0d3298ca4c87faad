import { type Attributes, readAttribute } from './attribute.js'
import { servesOneOf, verdictOf } from './backend/build-test.js'
import type { ConditionVerdict } from './explanation.js'
import type { Internals } from './internals.js'
import type { LinkedFlag } from './link-flag.js'
import type { AttributePlan, ConditionPlan } from './plan.js'
import { show } from './reading/problem.js'
import { holdsId, isInSegment, type Segment } from './segment.js'

/** The verdict of a condition and of all its members, those included that an evaluation would have skipped. */
export function explainCondition(
  made: Internals,
  plan: ConditionPlan,
  attributes: Attributes,
): ConditionVerdict {
  switch (plan.type) {
    case 'all':
    case 'any': {
      const of = plan.of.map((member) => explainCondition(made, member, attributes))
      const holds = plan.type === 'all' ? of.every((one) => one.holds) : of.some((one) => one.holds)
      return { type: plan.type, holds, of }
    }
    case 'not': {
      const of = explainCondition(made, plan.of, attributes)
      return { type: 'not', holds: !of.holds, of }
    }
    case 'attribute':
      return explainAttribute(plan, attributes)
    case 'segment': {
      const segment = made.segments.get(plan.segment) as Segment
      const by = holdsId(segment, attributes) === undefined ? 'rules' : 'id'
      const holds = isInSegment(segment, attributes) !== plan.negate
      return { type: 'segment', holds, segment: plan.segment, negate: plan.negate, by }
    }
    case 'flag': {
      const { flag, variants, negate } = plan
      const resolution = (made.flags.get(flag) as LinkedFlag).evaluate(attributes)
      const holds = verdictOf(servesOneOf(resolution, variants), negate)
      const served = resolution.type === 'variant' ? resolution.variant : null
      return { type: 'flag', holds, flag, variants: [...variants], negate, served }
    }
  }
}

function explainAttribute(
  { attribute, operator, values, compare, negate }: AttributePlan,
  attributes: Attributes,
): ConditionVerdict {
  const value = readAttribute(attribute, attributes)
  const compared = compare(value)
  return {
    type: 'attribute',
    holds: verdictOf(compared, negate),
    attribute: attribute.key,
    operator,
    values,
    negate,
    seen: seenAs(value),
    isComparable: compared !== undefined,
  }
}

function seenAs(value: unknown): string | number | boolean | null {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'undefined':
      return null
    default:
      return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : show(value)
  }
}
