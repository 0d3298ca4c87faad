import { attributesOf } from '../attribute.js'
import type { FlagPlan } from '../plan.js'
import { type Answers, contextUnreadable } from '../resolutions.js'
import { type Outcome, prepareOutcome, resolveOutcome } from '../split.js'
import type { CompiledFlag, EvaluationContext, Resolution } from '../types.js'
import { buildTest, servesOneOf } from './build-test.js'
import type { Links } from './links.js'
import type { Test } from './test.js'

export type Evaluate = (context: EvaluationContext) => Resolution

/**
 * Prerequisites, rules and default of an enabled flag as one closure; the answer itself where it is the same in every
 * context. This folder is one back end: another one may make the same of the same plan.
 */
export function buildEvaluate(plan: FlagPlan, links: Links, answers: Answers): Evaluate | Resolution {
  const gates = buildGates(plan, links, answers)
  const steps = buildSteps(plan, links, answers)
  const [gate] = gates
  const [step] = steps
  if (gate?.flag.constant !== undefined) return gate.unmet
  if (gate === undefined && step?.when === undefined && step?.serve.type === 'fixed')
    return step.serve.resolution
  return (context) => {
    try {
      const attributes = attributesOf(context)
      for (const { flag, variants, unmet } of gates)
        if (servesOneOf(flag.evaluate(attributes), variants) !== true) return unmet
      for (const { when, serve } of steps)
        if (when === undefined || when(attributes)) return resolveOutcome(serve, attributes)
      return contextUnreadable
    } catch {
      return contextUnreadable
    }
  }
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

/** `when: undefined` = always: the last step has it, and no step follows it. */
interface Step {
  readonly when: Test | undefined
  readonly serve: Outcome
}

function buildSteps(plan: FlagPlan, links: Links, answers: Answers): Step[] {
  const steps: Step[] = []
  for (const rule of plan.rules) {
    const when = buildTest(rule.when, links)
    if (when === false) continue
    const serve = prepareOutcome(rule.serve, answers, 'TARGETING_MATCH')
    if (when === true) return [...steps, { when: undefined, serve }]
    steps.push({ when, serve })
  }
  const isStatic = plan.rules.length === 0 && plan.prerequisites.length === 0
  const serve = prepareOutcome(plan.default, answers, isStatic ? 'STATIC' : 'DEFAULT')
  return [...steps, { when: undefined, serve }]
}
