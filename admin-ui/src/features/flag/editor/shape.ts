import type { Condition, Outcome, Targeting } from '../flag'
import { isOperator } from './operators'

// Whether fields can show what was typed as JSON. What it says may still be wrong: the schema tells that.

export function canBeShown(value: unknown): value is Targeting {
  const { rules, default: stands, prerequisites, offVariant } = membersOf(value)
  return (
    isListOf(rules, isRule) &&
    isOutcome(stands) &&
    isListOf(prerequisites, isFlagWithVariants) &&
    (offVariant === null || typeof offVariant === 'string')
  )
}

function isRule(value: unknown): boolean {
  const { id, description, when, serve } = membersOf(value)
  return typeof id === 'string' && isTextOrNothing(description) && isCondition(when) && isOutcome(serve)
}

/** Deeper ones are refused by the schema, and would leave no room on a page. */
const deepest = 12

function isCondition(value: unknown, depth = 0): value is Condition {
  if (depth > deepest) return false
  const { type, of, attribute, operator, values, segment, negate } = membersOf(value)
  const isDeeper = (one: unknown): boolean => isCondition(one, depth + 1)
  if (negate !== undefined && typeof negate !== 'boolean') return false
  switch (type) {
    case 'all':
    case 'any':
      return isListOf(of, isDeeper)
    case 'not':
      return isDeeper(of)
    case 'attribute':
      return typeof attribute === 'string' && isOperator(operator) && isListOf(values, isValue)
    case 'segment':
      return typeof segment === 'string'
    case 'flag':
      return isFlagWithVariants(value)
    default:
      return false
  }
}

function isFlagWithVariants(value: unknown): boolean {
  const { flag, variants } = membersOf(value)
  return typeof flag === 'string' && isListOf(variants, (one) => typeof one === 'string')
}

function isValue(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function isOutcome(value: unknown): value is Outcome {
  const { type, variant, weights, bucketBy, seed } = membersOf(value)
  if (type === 'variant') return typeof variant === 'string'
  if (type === 'split')
    return isListOf(weights, isWeight) && isTextOrNothing(bucketBy) && isTextOrNothing(seed)
  return type === 'callerDefault'
}

function isWeight(value: unknown): boolean {
  const { variant, weight } = membersOf(value)
  return typeof variant === 'string' && typeof weight === 'number'
}

function isTextOrNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function isListOf(value: unknown, isOne: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every((one) => isOne(one))
}

function membersOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: unknown })
    : {}
}
