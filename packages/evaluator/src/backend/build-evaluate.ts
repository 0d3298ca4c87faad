import { type Attributes, attributesOf } from '../attribute.js'
import type { FlagPlan } from '../plan.js'
import { type Answers, contextUnreadable } from '../resolutions.js'
import { resolveOutcome } from '../split.js'
import type { CompiledFlag, EvaluationContext, Resolution } from '../types.js'
import { buildSteps, outcomeOf } from './build-steps.js'
import { servesOneOf } from './build-test.js'
import { generate } from './generate.js'
import type { Links } from './links.js'

export type Evaluate = (context: EvaluationContext) => Resolution

/**
 * Prerequisites, rules and default of an enabled flag as one closure; the answer itself where it is the same in every
 * context. This folder is one back end: another one may make the same of the same plan.
 */
export function buildEvaluate(plan: FlagPlan, links: Links, answers: Answers): Evaluate | Resolution {
  const prerequisites = buildPrerequisites(plan, links, answers)
  const { first, otherwise } = buildSteps(plan, links, answers)
  const [prerequisite] = prerequisites
  if (prerequisite?.flag.constant !== undefined) return prerequisite.unmet
  if (prerequisite === undefined && first === undefined && otherwise.type !== 'split') return otherwise
  const open = prerequisite === undefined ? undefined : prerequisites
  const walk = (attributes: Attributes) => outcomeOf(first, otherwise, attributes)
  const decide = generate(first, otherwise, walk)
  return (context) => {
    try {
      const attributes = attributesOf(context)
      const unmet = open === undefined ? undefined : unmetOf(open, attributes)
      if (unmet !== undefined) return unmet
      const outcome = decide === undefined ? outcomeOf(first, otherwise, attributes) : decide(attributes)
      return resolveOutcome(outcome, attributes)
    } catch {
      return contextUnreadable
    }
  }
}

/** What is answered for the first that is unmet. */
function unmetOf(prerequisites: readonly Prerequisite[], attributes: Attributes): Resolution | undefined {
  for (const { flag, variants, unmet } of prerequisites)
    if (servesOneOf(flag.evaluate(attributes), variants) !== true) return unmet
  return undefined
}

interface Prerequisite {
  readonly flag: CompiledFlag
  readonly variants: ReadonlySet<string>
  readonly unmet: Resolution
}

/** Those that are always met are left out. */
function buildPrerequisites(plan: FlagPlan, links: Links, answers: Answers): Prerequisite[] {
  const prerequisites: Prerequisite[] = []
  for (const { flag: key, variants } of plan.prerequisites) {
    const flag = links.flag(key)
    if (flag.constant !== undefined && servesOneOf(flag.constant, variants) === true) continue
    prerequisites.push({ flag, variants, unmet: answers.off('DEFAULT', { prerequisite: key }) })
  }
  return prerequisites
}
