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
  const gates = buildGates(plan, links, answers)
  const { first, otherwise } = buildSteps(plan, links, answers)
  const [gate] = gates
  if (gate?.flag.constant !== undefined) return gate.unmet
  if (gate === undefined && first === undefined && otherwise.type !== 'split') return otherwise
  const open = gate === undefined ? undefined : gates
  const walk = (attributes: Attributes) => outcomeOf(first, otherwise, attributes)
  const decide = generate(first, otherwise, walk)
  return (context) => {
    try {
      const attributes = attributesOf(context)
      const unmet = open === undefined ? undefined : unmetGate(open, attributes)
      if (unmet !== undefined) return unmet
      const outcome = decide === undefined ? outcomeOf(first, otherwise, attributes) : decide(attributes)
      return resolveOutcome(outcome, attributes)
    } catch {
      return contextUnreadable
    }
  }
}

function unmetGate(gates: readonly Gate[], attributes: Attributes): Resolution | undefined {
  for (const { flag, variants, unmet } of gates)
    if (servesOneOf(flag.evaluate(attributes), variants) !== true) return unmet
  return undefined
}

interface Gate {
  readonly flag: CompiledFlag
  readonly variants: ReadonlySet<string>
  readonly unmet: Resolution
}

/** The prerequisites that are open: those that always hold are left out. */
function buildGates(plan: FlagPlan, links: Links, answers: Answers): Gate[] {
  const gates: Gate[] = []
  for (const { flag: key, variants } of plan.prerequisites) {
    const flag = links.flag(key)
    if (flag.constant !== undefined && servesOneOf(flag.constant, variants) === true) continue
    gates.push({ flag, variants, unmet: answers.off('DEFAULT', { prerequisite: key }) })
  }
  return gates
}
