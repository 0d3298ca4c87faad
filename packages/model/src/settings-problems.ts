import type { FlagDefinition, FlagSettings } from './flag.js'
import { limits } from './limits.js'
import type { Problem } from './problem.js'
import { conditionDepth, countConditions } from './references.js'
import type { Condition, Outcome, Split } from './rule.js'

/** What is wrong with a flag's settings in one environment, other flags left out; paths lead into the settings. */
export function settingsProblems(
  definition: Pick<FlagDefinition, 'key' | 'variants'>,
  settings: FlagSettings,
): Problem[] {
  const variants = Object.keys(definition.variants)
  const off = settings.offVariant === null ? [] : variantProblem('/offVariant', settings.offVariant, variants)
  return [
    ...off,
    ...outcomeProblems('/default', settings.default, variants),
    ...settings.rules.flatMap(({ serve }, i) => outcomeProblems(`/rules/${i}/serve`, serve, variants)),
    ...ruleIdProblems(settings),
    ...conditionProblems(
      settings.rules.map(({ when }) => when),
      (i) => `/rules/${i}/when`,
    ),
    ...ownPrerequisiteProblems(definition.key, settings),
  ]
}

function variantProblem(path: string, variant: string, variants: readonly string[]): Problem[] {
  if (variants.includes(variant)) return []
  return [{ path, message: `expected one of the flag's variants (${listed(variants)})`, seen: variant }]
}

function outcomeProblems(path: string, outcome: Outcome, variants: readonly string[]): Problem[] {
  switch (outcome.type) {
    case 'callerDefault':
      return []
    case 'variant':
      return variantProblem(`${path}/variant`, outcome.variant, variants)
    case 'split':
      return splitProblems(path, outcome, variants)
  }
}

function splitProblems(path: string, { weights }: Split, variants: readonly string[]): Problem[] {
  const problems = weights.flatMap(({ variant }, i) =>
    variantProblem(`${path}/weights/${i}/variant`, variant, variants),
  )
  const sum = weights.reduce((total, { weight }) => total + weight, 0)
  if (sum < 1 || sum > limits.splitWeight)
    problems.push({
      path: `${path}/weights`,
      message: `expected weights whose sum is from 1 to ${limits.splitWeight}, not ${sum}: ${sum < 1 ? 'give one of them a share' : 'make them smaller'}`,
      seen: sum,
    })
  return problems
}

function ruleIdProblems({ rules }: FlagSettings): Problem[] {
  const seen = new Map<string, number>()
  return rules.flatMap(({ id }, i) => {
    const first = seen.get(id)
    seen.set(id, first ?? i)
    if (first === undefined) return []
    return [
      { path: `/rules/${i}/id`, message: `rule ${first} has this id already: choose another`, seen: id },
    ]
  })
}

function ownPrerequisiteProblems(flag: string, { prerequisites }: FlagSettings): Problem[] {
  return prerequisites.flatMap((prerequisite, i) => {
    const path = `/prerequisites/${i}/flag`
    if (prerequisite.flag === flag)
      return [
        {
          path,
          message: 'a flag can not be its own prerequisite: name another, or leave it out',
          seen: flag,
        },
      ]
    if (prerequisites.findIndex(({ flag }) => flag === prerequisite.flag) === i) return []
    return [
      { path, message: 'named twice: give one prerequisite all accepted variants', seen: prerequisite.flag },
    ]
  })
}

/** What is wrong with how many and how deep conditions are; together they share one allowance. */
export function conditionProblems(
  conditions: readonly Condition[],
  pathOf: (index: number) => string,
): Problem[] {
  const problems = conditions.flatMap((condition, i): Problem[] => {
    const depth = conditionDepth(condition)
    if (depth <= limits.conditionDepth) return []
    const message = `expected at most ${limits.conditionDepth} levels of conditions, saw ${depth}`
    return [{ path: pathOf(i), message }]
  })
  const count = conditions.reduce((sum, condition) => sum + countConditions(condition), 0)
  if (count <= limits.conditionsPerFlag) return problems
  const message = `expected at most ${limits.conditionsPerFlag} conditions altogether, saw ${count}: a segment holds many identifiers in one`
  return [...problems, { path: '/rules', message }]
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => JSON.stringify(name))
  return names.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ')
}
