import { expect, it } from 'vitest'
import { readRules, rulesText } from './rules-text'

const staff = {
  type: 'attribute',
  attribute: 'email',
  operator: 'endsWith',
  values: ['@shop.example'],
} as const

it('reads what it wrote', () => {
  const rules = [
    staff,
    { type: 'not', of: { type: 'any', of: [{ type: 'segment', segment: 'beta' }] } },
  ] as never
  expect(readRules(rulesText(rules))).toEqual({ rules })
  expect(readRules(' ')).toEqual({ rules: [] })
})

it.each([
  ['[', 'This is no JSON yet'],
  ['{}', 'Expected a list of conditions'],
  ['[1]', 'rule 1: expected a condition'],
  ['[{"type":"all","of":[{"type":"maybe"}]}]', 'rule 1, condition 1: expected "type" to be'],
  ['[{"type":"not"}]', 'rule 1, not: expected a condition'],
  ['[{"type":"attribute","attribute":"a","operator":"like","values":[]}]', '"like" is no operator'],
  ['[{"type":"attribute","attribute":"a","operator":"toString","values":[]}]', '"toString" is no operator'],
  ['[{"type":"attribute","attribute":"a","operator":"in","values":"b"}]', 'expected "values"'],
  ['[{"type":"segment"}]', 'expected "segment"'],
  ['[{"type":"flag","flag":"a","variants":[1]}]', 'expected "variants"'],
])('says of %s what is wrong, and where', (text, problem) => {
  expect(readRules(text).problem).toContain(problem)
})
