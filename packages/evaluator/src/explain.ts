import { type Attributes, attributesOf, identifierOf, readAttribute } from './attribute.js'
import { servesOneOf } from './backend/build-test.js'
import { explainCondition } from './explain-condition.js'
import type { Explanation, PrerequisiteVerdict, RuleVerdict, SplitVerdict } from './explanation.js'
import { type Internals, internalsOf } from './internals.js'
import type { LinkedFlag } from './link-flag.js'
import type { FlagPlan, OutcomePlan } from './plan.js'
import { flagNotFound } from './resolutions.js'
import { bucketOf } from './split.js'
import type { EvaluationContext, Resolution, Ruleset } from './types.js'

/**
 * The answer of `evaluate`, and why. For people who look into one evaluation: it allocates, and walks the conditions
 * as they were written. Total, as `evaluate` is.
 */
export function explain(ruleset: Ruleset, flagKey: string, context: EvaluationContext): Explanation {
  const made = internalsOf(ruleset)
  const flag = made?.flags.get(flagKey)
  if (made === undefined || flag === undefined)
    return { ...nothing(flagKey, flagNotFound), decidedBy: 'unknown' }
  const resolution = flag.evaluate(context)
  const base = nothing(flagKey, resolution)
  if (flag.decider !== 'targeting' || flag.drafted?.plan === undefined)
    return { ...base, decidedBy: flag.decider === 'targeting' ? 'quarantine' : flag.decider }
  try {
    return { ...base, ...explainTargeting(made, flag.drafted.plan, attributesOf(context)) }
  } catch {
    return { ...base, decidedBy: 'context' }
  }
}

function nothing(flagKey: string, resolution: Resolution): Omit<Explanation, 'decidedBy'> {
  return { flagKey, resolution, prerequisites: [], rules: [], matchedRule: null, split: null }
}

function explainTargeting(
  made: Internals,
  plan: FlagPlan,
  attributes: Attributes,
): Pick<Explanation, 'decidedBy' | 'prerequisites' | 'rules' | 'matchedRule' | 'split'> {
  const prerequisites: PrerequisiteVerdict[] = []
  for (const { flag, variants } of plan.prerequisites) {
    const resolution = (made.flags.get(flag) as LinkedFlag).evaluate(attributes)
    const isMet = servesOneOf(resolution, variants) === true
    prerequisites.push({ flag, accepted: [...variants], served: servedVariant(resolution), isMet })
    if (!isMet) return { decidedBy: 'prerequisite', prerequisites, rules: [], matchedRule: null, split: null }
  }
  const rules: RuleVerdict[] = []
  for (const { id, when, serve } of plan.rules) {
    const verdict = explainCondition(made, when, attributes)
    rules.push({ id, isMatched: verdict.holds, when: verdict })
    if (verdict.holds)
      return {
        decidedBy: 'rule',
        prerequisites,
        rules,
        matchedRule: id,
        split: explainSplit(serve, attributes),
      }
  }
  const split = explainSplit(plan.default, attributes)
  return { decidedBy: 'default', prerequisites, rules, matchedRule: null, split }
}

function servedVariant(resolution: Resolution): string | null {
  return resolution.type === 'variant' ? resolution.variant : null
}

function explainSplit(outcome: OutcomePlan, attributes: Attributes): SplitVerdict | null {
  if (outcome.type !== 'split') return null
  const value = identifierOf(readAttribute(outcome.bucketBy, attributes)) ?? null
  const bucket = value === null ? null : bucketOf(outcome, value)
  return { bucketBy: outcome.bucketBy.key, value, bucket, totalWeight: outcome.totalWeight }
}
