import { identifierOf, readAttribute, readTargetingKey } from '../attribute.js'
import type { AttributePlan, ConditionPlan } from '../plan.js'
import { isInSegment, type Segment } from '../segment.js'
import type { CompiledFlag, Resolution } from '../types.js'
import type { Links } from './links.js'
import type { Test } from './test.js'

/** A condition as a closure, or its verdict where that is the same in every context. */
export function buildTest(plan: ConditionPlan, links: Links): Test | boolean {
  switch (plan.type) {
    case 'all':
      return buildAll(plan.of, links)
    case 'any':
      return buildAny(plan.of, links)
    case 'not': {
      const of = buildTest(plan.of, links)
      return typeof of === 'boolean' ? !of : (attributes) => !of(attributes)
    }
    case 'attribute':
      return buildAttributeTest(plan)
    case 'segment':
      return buildSegmentTest(links.segment(plan.segment), plan.negate)
    case 'flag':
      return buildFlagTest(links.flag(plan.flag), plan.variants, plan.negate)
  }
}

function buildAll(members: readonly ConditionPlan[], links: Links): Test | boolean {
  const tests: Test[] = []
  for (const member of members) {
    const test = buildTest(member, links)
    if (test === false) return false
    if (test !== true) tests.push(test)
  }
  const [first, second] = tests
  if (first === undefined) return true
  if (second === undefined) return first
  if (tests.length === 2) return (attributes) => first(attributes) && second(attributes)
  return (attributes) => {
    for (const test of tests) if (!test(attributes)) return false
    return true
  }
}

function buildAny(members: readonly ConditionPlan[], links: Links): Test | boolean {
  const tests: Test[] = []
  for (const member of members) {
    const test = buildTest(member, links)
    if (test === true) return true
    if (test !== false) tests.push(test)
  }
  const [first, second] = tests
  if (first === undefined) return false
  if (second === undefined) return first
  return (attributes) => {
    for (const test of tests) if (test(attributes)) return true
    return false
  }
}

function buildAttributeTest(plan: AttributePlan): Test | boolean {
  const { attribute, compare, isTimed, negate } = plan
  if (attribute.type === 'constant') {
    const { value } = attribute
    return isTimed ? () => verdictOf(compare(value), negate) : verdictOf(compare(value), negate)
  }
  // The common case reads the attribute in place; a call less is a fifth of a rule's time.
  if (attribute.path === undefined) {
    const { key } = attribute
    return (attributes) =>
      verdictOf(compare(Object.hasOwn(attributes, key) ? attributes[key] : undefined), negate)
  }
  return (attributes) => verdictOf(compare(readAttribute(attribute, attributes)), negate)
}

/** Of an attribute that can't be compared the condition is false, negated or not. */
export function verdictOf(compared: boolean | undefined, negate: boolean): boolean {
  return compared !== undefined && compared !== negate
}

function buildSegmentTest(segment: Segment, negate: boolean): Test {
  const [chunk] = segment.chunks
  // The common case, a list of some ids and nothing else, is one look-up.
  if (chunk === undefined || segment.chunks.length > 1 || segment.rules.length > 0 || chunk.excluded.size > 0)
    return (attributes) => isInSegment(segment, attributes) !== negate
  const { included } = chunk
  return (attributes) => {
    const id = identifierOf(readTargetingKey(attributes))
    return (id !== undefined && included.has(id)) !== negate
  }
}

function buildFlagTest(flag: CompiledFlag, variants: ReadonlySet<string>, negate: boolean): Test | boolean {
  if (flag.constant !== undefined) return verdictOf(servesOneOf(flag.constant, variants), negate)
  return (attributes) => verdictOf(servesOneOf(flag.evaluate(attributes), variants), negate)
}

/** Whether a flag's answer is one of `variants`; undefined where it is an error. The caller's default is no variant. */
export function servesOneOf(resolution: Resolution, variants: ReadonlySet<string>): boolean | undefined {
  if (resolution.type === 'error') return undefined
  return resolution.type === 'variant' && variants.has(resolution.variant)
}
