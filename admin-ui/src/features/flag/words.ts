import { percent } from '../../lib/format'
import type { Condition, Outcome, Rule, Settings, Split, Targeting } from './flag'

// Settings as a person would say them. Everything here is text: what is in it can't be anything else.

type Operator = Extract<Condition, { type: 'attribute' }>['operator']

/** How each operator is said, and how where it is negated. */
const operatorWords: Record<Operator, readonly [is: string, isNot: string]> = {
  equals: ['is', 'is not'],
  in: ['is one of', 'is none of'],
  startsWith: ['starts with', 'does not start with'],
  endsWith: ['ends with', 'does not end with'],
  contains: ['contains', 'does not contain'],
  equalsIgnoreCase: ['is, in any case,', 'is not, in any case,'],
  startsWithIgnoreCase: ['starts, in any case, with', 'does not start, in any case, with'],
  endsWithIgnoreCase: ['ends, in any case, with', 'does not end, in any case, with'],
  containsIgnoreCase: ['contains, in any case,', 'does not contain, in any case,'],
  matches: ['matches', 'does not match'],
  lessThan: ['<', 'is not <'],
  lessThanOrEqual: ['≤', 'is not ≤'],
  greaterThan: ['>', 'is not >'],
  greaterThanOrEqual: ['≥', 'is not ≥'],
  between: ['is between', 'is not between'],
  modulo: ['divided leaves', 'divided does not leave'],
  before: ['is before', 'is not before'],
  after: ['is after', 'is not after'],
  beforeNow: ['is before now and', 'is not before now and'],
  afterNow: ['is after now and', 'is not after now and'],
  semverEqual: ['is version', 'is not version'],
  semverLess: ['is a version below', 'is not a version below'],
  semverLessOrEqual: ['is at most version', 'is not at most version'],
  semverGreater: ['is a version above', 'is not a version above'],
  semverGreaterOrEqual: ['is at least version', 'is not at least version'],
  semverBetween: ['is a version between', 'is not a version between'],
  semverCaret: ['is compatible with version', 'is not compatible with version'],
  semverTilde: ['is a patch of version', 'is not a patch of version'],
  arrayAnyOf: ['holds one of', 'does not hold one of'],
  arrayAllOf: ['holds all of', 'does not hold all of'],
  arrayNoneOf: ['holds none of', 'does not hold none of'],
  arraySizeEquals: ['has as many entries as', 'has not as many entries as'],
  arraySizeAtLeast: ['has at least so many entries:', 'has not at least so many entries:'],
  arraySizeAtMost: ['has at most so many entries:', 'has not at most so many entries:'],
  arraySizeBetween: ['has a number of entries between', 'has no number of entries between'],
  inCidr: ['is an address in', 'is no address in'],
  exists: ['is there', 'is missing'],
}

export function operatorSays(operator: Operator, negate = false): string {
  return operatorWords[operator][negate ? 1 : 0]
}

const paired = new Set<Operator>(['between', 'semverBetween', 'arraySizeBetween'])

/** Longer lists are counted: nobody reads a hundred values in a sentence. */
const mostValues = 4

export interface ConditionParts {
  subject: string
  says: string
  values: string
}

/** What one condition asks, in three pieces; undefined for one that holds others. */
export function partsOf(condition: Condition): ConditionParts | undefined {
  switch (condition.type) {
    case 'attribute': {
      const { attribute, operator, values, negate = false } = condition
      return {
        subject: named(attribute),
        says: operatorSays(operator, negate),
        values: valuesOf(operator, values),
      }
    }
    case 'segment':
      return {
        subject: 'segment',
        says: condition.negate === true ? 'is not' : 'is',
        values: named(condition.segment),
      }
    case 'flag':
      return {
        subject: `flag ${named(condition.flag)}`,
        says: condition.negate === true ? 'does not serve' : 'serves',
        values: named(condition.variants.join(' or ')),
      }
    case 'all':
    case 'any':
    case 'not':
      return undefined
  }
}

/** What is not typed yet. */
const blank = '…'

function named(name: string): string {
  return name === '' ? blank : name
}

function valuesOf(operator: Operator, values: readonly (string | number | boolean | null)[]): string {
  const said = values.map((value) => (typeof value === 'string' ? quoted(value) : String(value ?? blank)))
  if (operator === 'exists') return ''
  if (operator === 'modulo') return `${said[1] ?? '?'} by ${said[0] ?? '?'}`
  if (paired.has(operator)) return said.join(' and ')
  if (said.length > mostValues)
    return `${said.slice(0, mostValues - 1).join(', ')} or ${said.length - mostValues + 1} more`
  return said.join(operator === 'arrayAllOf' ? ' and ' : ' or ')
}

function quoted(value: string): string {
  return `“${value}”`
}

/** A condition as half a sentence. */
export function conditionWords(condition: Condition): string {
  switch (condition.type) {
    case 'all':
      return joined(condition.of, 'and', 'always')
    case 'any':
      return joined(condition.of, 'or', 'never')
    case 'not':
      return `not (${conditionWords(condition.of)})`
    case 'attribute':
    case 'segment':
    case 'flag': {
      const { subject, says, values } = partsOf(condition) ?? { subject: '', says: '', values: '' }
      return `${subject} ${says} ${values}`.trim()
    }
  }
}

function joined(conditions: readonly Condition[], word: 'and' | 'or', none: string): string {
  if (conditions.length === 0) return none
  return conditions
    .map((one) => (isMixed(one, word) ? `(${conditionWords(one)})` : conditionWords(one)))
    .join(` ${word} `)
}

/** Needs brackets: an `or` amid `and`s, and the other way. */
function isMixed(condition: Condition, word: 'and' | 'or'): boolean {
  return (condition.type === 'all' && word === 'or') || (condition.type === 'any' && word === 'and')
}

export interface Part {
  variant: string
  share: number
}

/** A split's parts as shares of 1, those that get nothing left out. */
export function partsOfSplit({ weights }: Pick<Split, 'weights'>): Part[] {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0)
  if (total <= 0) return []
  return weights
    .filter(({ weight }) => weight > 0)
    .map(({ variant, weight }) => ({ variant, share: weight / total }))
}

/** What an outcome gives: “on”, “10 % on and 90 % off”. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome.type) {
    case 'variant':
      return outcome.variant
    case 'callerDefault':
      return 'the caller’s default'
    case 'split': {
      const parts = partsOfSplit(outcome)
      if (parts.length === 1) return parts[0]?.variant ?? ''
      return listed(parts.map(({ variant, share }) => `${percent(share)} ${variant}`))
    }
  }
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

export function offWords(offVariant: string | null): string {
  return offVariant ?? 'the caller’s default'
}

/** Who gets what, read back in whole sentences. */
export function readBack({ rules, default: stands, prerequisites, offVariant }: Targeting): string {
  const sentences: string[] = []
  if (prerequisites.length > 0) {
    const needs = prerequisites.map(
      ({ flag, variants }) => `${named(flag)} serves ${named(variants.join(' or '))}`,
    )
    sentences.push(`Unless ${needs.join(' and ')}, everybody gets ${offWords(offVariant)}.`)
  }
  for (const { description, when, serve } of rules) {
    const who = description === undefined || description === '' ? '' : ` (${description})`
    sentences.push(ruleWords({ when, serve }, who))
  }
  sentences.push(
    `${rules.length === 0 ? 'Everybody gets' : 'Everybody else gets'} ${outcomeWords(stands)}${sticky(stands)}.`,
  )
  return sentences.join(' ')
}

/** Whom a rule is for, and what they get. */
export function ruleWords({ when, serve }: Pick<Rule, 'when' | 'serve'>, who = ''): string {
  return `Where ${conditionWords(when)}${who}, ${served(serve)}.`
}

function served(outcome: Outcome): string {
  return `${outcomeWords(outcome)}${outcome.type === 'split' ? ' are served' : ' is served'}${sticky(outcome)}`
}

/** That a split moves nobody is what people ask first. */
function sticky(outcome: Outcome): string {
  if (outcome.type !== 'split' || partsOfSplit(outcome).length < 2) return ''
  return `, always the same ones by ${outcome.bucketBy ?? 'targetingKey'}`
}

/** What is true of the flag in an environment now; the key stands before it. */
export function standsAs(
  environment: string,
  settings: Pick<Settings, 'enabled' | 'kills' | 'release'> & Targeting,
): string {
  const { enabled, kills, release, offVariant, rules, default: stands } = settings
  if (kills.length > 0) return `is killed in ${environment}, whatever is set, until a person restores it.`
  if (!enabled) return `is off in ${environment}: everybody gets ${offWords(offVariant)}.`
  if (release !== undefined && release.share === 1)
    return `is rolling out in ${environment}: everybody gets ${release.outgoing}.`
  if (release !== undefined)
    return `is rolling out in ${environment}: ${percent(release.share)} get ${release.outgoing}, the others ${release.previous}.`
  if (rules.length === 0) return `is on in ${environment}: everybody gets ${outcomeWords(stands)}.`
  return `is on in ${environment}: ${rules.length === 1 ? 'one rule' : `${rules.length} rules`}, and everybody else gets ${outcomeWords(stands)}.`
}

/** A rule's own name, or its place. */
export function ruleName({ id, description }: Pick<Rule, 'id' | 'description'>): string {
  return description === undefined || description === '' ? id : description
}
