import { checkSchema, type PulledCheck } from '@ripcord/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { conditionOf, readCondition } from './condition.js'

it.each([
  ['value > 0.02', { value: 0.03 }, true],
  ['value > 1', { value: 1 }, false],
  ['value >= 1', { value: 1 }, true],
  ['value == 500', { value: 500 }, true],
  ['value != 500', { value: 500 }, false],
  ['value * 2 > 3', { value: 1.6 }, true],
  ['100 * value - 1 > baseline', { value: 0.5, baseline: 48 }, true],
  ['value < 200 || value >= 400', { value: 301 }, false],
  ['ratio > 2 && value > 0.01', { value: 0.02, ratio: 3 }, true],
  ['ratio > 2', { value: 1 }, false],
  ['!(ratio <= 2)', { value: 1 }, true],
  ['latencyMs > 500', { value: 200, latencyMs: 900 }, true],
  ['value / 0 > 1', { value: 1 }, true],
  ['value in [500.0, 503.0]', { value: 503 }, true],
  ['value > 1 ? ratio > 1 : false', { value: 2, ratio: 2 }, true],
])('asks %j of %j', (text, measured, outcome) => {
  const condition = readCondition(text)
  expect(typeof condition === 'string' ? condition : condition(measured)).toBe(outcome)
})

it.each([
  ['value', 'true or false'],
  ['1 + 1', 'true or false'],
  ['valu > 1', 'Unknown variable: valu'],
  ['1 / 0 > value', 'division by zero'],
  ['value >', 'Unexpected token'],
  ['', 'expected a condition in CEL'],
  ['"a".matches("(a+)+$")', 'without texts'],
  ['[1, 2].all(x, x > value)', 'without calls'],
  ['int(value) > 1', 'without calls'],
  ['{1: 2}[1] > value', 'without calls'],
  [`${'('.repeat(100)}value > 1${')'.repeat(100)}`, 'expected a condition in CEL'],
  [Array.from({ length: 300 }, () => 'value > 1').join(' && '), 'expected a condition in CEL'],
])('refuses %j', (text, sentence) => {
  expect(readCondition(text)).toContain(sentence)
})

it.each([
  ['ratio > 2', {}, false],
  ['!(baseline > value)', {}, false],
  ['ratio > 2', { baseline: '7d' }, true],
  ['value > 2', {}, true],
])('%s with %j can be asked: %s', (failWhen, more, isGood) => {
  const given = { id: 'c', type: 'prometheus', backend: 'prom', query: 'errors', failWhen, ...more }
  const condition = conditionOf(checkSchema.parse(given) as PulledCheck)
  if (isGood) expect(condition).toBeTypeOf('function')
  else expect(condition).toContain('asks for a past that the check does not measure')
})

it('reads any text, and answers any numbers, without an error', () => {
  const tokens = fc.constantFrom(
    'value',
    'ratio',
    '>',
    '<',
    '==',
    '&&',
    '!',
    '(',
    ')',
    '1',
    '0.5',
    '+',
    '/',
    '?',
    ':',
    '[',
    ']',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(tokens).map((all) => all.join(' ')),
      ),
      fc.double(),
      (text, value) => {
        const condition = readCondition(text)
        if (typeof condition !== 'string') expect(typeof condition({ value })).toBe('boolean')
      },
    ),
  )
})
