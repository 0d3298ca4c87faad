import type { Targeting } from '../flag'
import { ruleName } from '../words'

// A field's path, as a person finds it on the page: “Rule 1 (staff), condition 2, value 1”.

const words: { readonly [member: string]: string } = {
  when: '',
  id: 'id',
  description: 'name',
  serve: 'what it serves',
  attribute: 'attribute',
  operator: 'operator',
  values: 'values',
  segment: 'segment',
  flag: 'flag',
  variants: 'accepted variants',
  variant: 'variant',
  weights: 'weights',
  weight: 'weight',
  bucketBy: 'split by',
  seed: 'seed',
  negate: 'not',
}

/** The path that a JSON pointer says. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

export function fieldName(pointer: string, targeting: Targeting): string {
  const [first, ...rest] = stepsOf(pointer)
  switch (first) {
    case 'rules': {
      const [index, ...within] = rest
      const rule = targeting.rules[Number(index)]
      if (index === undefined || rule === undefined) return 'Rules'
      return [`Rule ${Number(index) + 1} (${ruleName(rule)})`, ...partsOf(within)].join(', ')
    }
    case 'default':
      return ['Everybody else', ...partsOf(rest)].join(', ')
    case 'prerequisites':
      return rest.length === 0
        ? 'Prerequisites'
        : [`Prerequisite ${Number(rest[0]) + 1}`, ...partsOf(rest.slice(1))].join(', ')
    case 'offVariant':
      return 'Off variant'
    default:
      return pointer === '' ? 'All of it' : pointer
  }
}

function partsOf(steps: readonly string[]): string[] {
  const place = placeOf(steps)
  const rest = steps.slice(place.steps)
  const named = place.name === '' ? [] : [`condition ${place.name}`]
  const [member, index, ...within] = rest
  if (member === undefined) return named
  if (member === 'values' && index !== undefined) return [...named, `value ${Number(index) + 1}`]
  if (member === 'weights' && index !== undefined)
    return [...named, `part ${Number(index) + 1}`, ...partsOf(within)]
  if (member === 'serve' && index !== undefined) return [...named, ...partsOf(rest.slice(1))]
  const word = words[member] ?? member
  return word === '' ? partsOf(rest.slice(1)) : [...named, word]
}

/** Of `of/1/of/0/values`: condition 2.1. */
function placeOf(steps: readonly string[]): { steps: number; name: string } {
  let at = steps[0] === 'when' ? 1 : 0
  const numbers: number[] = []
  while (steps[at] === 'of') {
    const index = Number(steps[at + 1])
    const isMember = Number.isInteger(index) && steps[at + 1] !== undefined
    if (isMember) numbers.push(index + 1)
    at += isMember ? 2 : 1
  }
  return { steps: at, name: numbers.join('.') }
}
