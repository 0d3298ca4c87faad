import { compactJson } from '../../lib/compact-json'
import { isOperator } from '../flag/editor/operators'
import type { Condition } from '../flag/flag'

// The rules of a segment as they are typed: JSON, told apart from what is none as far as a browser can.

export type ReadRules = { rules: Condition[]; problem?: undefined } | { rules?: undefined; problem: string }

export function rulesText(rules: readonly Condition[]): string {
  return rules.length === 0
    ? '[]'
    : `[\n${rules.map((rule) => `  ${compactJson(rule, undefined, '  ')}`).join(',\n')}\n]`
}

/** A list of conditions; or the first thing that is wrong, with where it is. The server tells the rest. */
export function readRules(text: string): ReadRules {
  let value: unknown
  try {
    value = text.trim() === '' ? [] : JSON.parse(text)
  } catch (error) {
    return { problem: `This is no JSON yet: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (!Array.isArray(value)) return { problem: 'Expected a list of conditions: [ … ].' }
  const problem = firstProblem(value, 'rule ')
  return problem === undefined ? { rules: value as Condition[] } : { problem }
}

function firstProblem(conditions: readonly unknown[], where: string): string | undefined {
  for (const [i, condition] of conditions.entries()) {
    const problem = problemOf(condition, `${where}${i + 1}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

const kinds = 'attribute, segment, flag, all, any or not'

function problemOf(condition: unknown, where: string): string | undefined {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition))
    return `${where}: expected a condition, { "type": … }.`
  const { type, of, ...rest } = condition as Record<string, unknown>
  switch (type) {
    case 'all':
    case 'any':
      return Array.isArray(of)
        ? firstProblem(of, `${where}, condition `)
        : `${where}: expected "of", a list of conditions.`
    case 'not':
      return problemOf(of, `${where}, not`)
    case 'attribute':
      return attributeProblem(rest, where)
    case 'segment':
      return isName(rest['segment']) ? undefined : `${where}: expected "segment", the key of one.`
    case 'flag':
      if (!isName(rest['flag'])) return `${where}: expected "flag", the key of one.`
      return isListOf(rest['variants'], isName)
        ? undefined
        : `${where}: expected "variants", a list of names.`
    default:
      return `${where}: expected "type" to be ${kinds}.`
  }
}

function attributeProblem(
  { attribute, operator, values }: Record<string, unknown>,
  where: string,
): string | undefined {
  if (!isName(attribute)) return `${where}: expected "attribute", a name such as "email".`
  if (!isOperator(operator))
    return `${where}: ${JSON.stringify(operator) ?? 'nothing'} is no operator. “equals”, “in”, “endsWith” and “semverLess” are some.`
  return isListOf(values, isValue) ? undefined : `${where}: expected "values", a list of texts or numbers.`
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isValue(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function isListOf(value: unknown, isOne: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne)
}
