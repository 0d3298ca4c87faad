import { expect, it } from 'vitest'
import { problemsOf } from '../flag/editor/check'
import { canBeShown } from '../flag/editor/shape'
import { asTargeting, nobody, nobodysSettings, rulesOf, typedRules } from './as-targeting'

const around = { flag: nobody, settings: nobodysSettings, environment: 'live', flags: [], segments: [] }
const problems = (rules: unknown) => problemsOf(asTargeting(rules as never), around)

it('gives the rules of a segment to the editor of a flag, and takes them back', () => {
  const rules = [{ type: 'segment' as const, segment: 'staff' }]
  expect(rulesOf(asTargeting(rules))).toEqual(rules)
  expect(canBeShown(asTargeting(rules))).toBe(true)
  expect(typedRules(' ')).toEqual([])
  expect(typedRules('{')).toBeUndefined()
  expect(typedRules('{}')).toBeUndefined()
})

it('is checked as the server checks it: nothing about what nobody is served', () => {
  const inPlan = { type: 'attribute', attribute: 'plan', operator: 'in', values: ['pro'] }
  expect(problems([])).toEqual([])
  expect(problems([inPlan])).toEqual([])
  expect(problems([inPlan, { ...inPlan, operator: 'like' }])).toMatchObject([
    { path: '/rules/1/when/operator' },
  ])
  expect(problems([{ type: 'segment', segment: 'gone' }])).toMatchObject([
    { path: expect.stringMatching(/^\/rules\/0\/when/) },
  ])
})
