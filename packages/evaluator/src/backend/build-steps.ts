import type { Attributes } from '../attribute.js'
import type { AttributePlan, FlagPlan, RulePlan } from '../plan.js'
import type { Answers } from '../resolutions.js'
import { type Outcome, prepareOutcome } from '../split.js'
import { buildTest } from './build-test.js'
import type { Links } from './links.js'
import type { Test } from './test.js'

/**
 * A rule, or several in a row that only ask whether one attribute equals a value. Of these all decide at once: by far
 * the most rules are of this kind, and a call for each of their conditions is most of what they would cost.
 */
export interface Step {
  /** The attribute whose value decides; undefined where `when` does. */
  readonly key: string | undefined
  /** The value that leads to `serve`, where it is the only one. */
  readonly value: unknown
  /** Where the values lead, where there are several. */
  readonly byValue: ReadonlyMap<unknown, Outcome> | undefined
  readonly when: Test
  readonly serve: Outcome
  /** The rule after it. As a chain and not as a list: an evaluation waits for each object that it looks at. */
  readonly next: Step | undefined
}

/** The rules in order, and what is served where none holds. */
export interface Steps {
  readonly first: Step | undefined
  readonly otherwise: Outcome
}

type Prepared = Omit<Step, 'next'>

const never = (): boolean => false

export function buildSteps(plan: FlagPlan, links: Links, answers: Answers): Steps {
  const prepared: Prepared[] = []
  let asked: { readonly key: string; readonly outcomes: Map<unknown, Outcome> } | undefined
  for (const rule of plan.rules) {
    const serve = prepareOutcome(rule.serve, answers, 'TARGETING_MATCH')
    const question = asksForValues(rule)
    if (question === undefined) {
      asked = undefined
      const when = buildTest(rule.when, links)
      if (when === true) return chain(prepared, serve)
      if (when !== false) prepared.push({ key: undefined, value: undefined, byValue: undefined, when, serve })
      continue
    }
    const { key } = question.attribute
    const isMore = asked?.key === key
    if (asked === undefined || !isMore) asked = { key, outcomes: new Map() }
    // The first rule that a value meets decides.
    for (const value of question.values) if (!asked.outcomes.has(value)) asked.outcomes.set(value, serve)
    if (isMore) prepared.pop()
    prepared.push(lookUp(key, asked.outcomes, serve))
  }
  const isStatic = plan.rules.length === 0 && plan.prerequisites.length === 0
  const reason = isStatic ? 'STATIC' : 'DEFAULT'
  return chain(prepared, prepareOutcome(plan.default, answers, reason, plan.release))
}

function chain(prepared: readonly Prepared[], otherwise: Outcome): Steps {
  let first: Step | undefined
  for (const { key, value, byValue, when, serve } of prepared.toReversed())
    first = { key, value, byValue, when, serve, next: first }
  return { first, otherwise }
}

function lookUp(key: string, outcomes: ReadonlyMap<unknown, Outcome>, serve: Outcome): Prepared {
  const isOne = outcomes.size === 1
  const [value] = isOne ? outcomes.keys() : []
  return { key, value, byValue: isOne ? undefined : outcomes, when: never, serve }
}

function asksForValues({ when }: RulePlan): AttributePlan | undefined {
  if (when.type !== 'attribute' || when.negate) return undefined
  if (when.operator !== 'equals' && when.operator !== 'in') return undefined
  return when.attribute.type === 'context' && when.attribute.path === undefined ? when : undefined
}

/** The outcome for these attributes. Throws what the context throws. */
export function outcomeOf(first: Step | undefined, otherwise: Outcome, attributes: Attributes): Outcome {
  for (let step = first; step !== undefined; step = step.next) {
    const { key, byValue } = step
    if (key === undefined) {
      if (step.when(attributes)) return step.serve
    } else if (Object.hasOwn(attributes, key)) {
      const seen = attributes[key]
      const outcome = byValue !== undefined ? byValue.get(seen) : seen === step.value ? step.serve : undefined
      if (outcome !== undefined) return outcome
    }
  }
  return otherwise
}
