import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleset, evaluate, explain } from './index.js'
import { bites, curious, hostilePlans, makeHostile } from './testing/hostile.js'
import type { EvaluationContext } from './types.js'

const ruleset = compileRuleset(
  { flags: new Map([['curious', curious]]), segments: new Map(), segmentChunks: new Map(), kills: new Map() },
  { now: () => Date.UTC(2026, 2, 1) },
)
const numRuns = 2_000

describe('a context of getters that throw, proxies that lie, circles, BigInts and symbols, however nested', () => {
  it('is answered, and explained alike', () => {
    const errors = new Map<string, number>()
    fc.assert(
      fc.property(hostilePlans, (plan) => {
        const context = makeHostile(plan).value as EvaluationContext
        const answer = evaluate(ruleset, 'curious', context)
        if (answer.type === 'error') {
          expect(['GENERAL', 'TARGETING_KEY_MISSING']).toContain(answer.errorCode)
          if (!bites(plan)) expect(answer.errorCode).toBe('TARGETING_KEY_MISSING')
        } else expect(answer.type).toBe('variant')
        expect(explain(ruleset, 'curious', context).resolution).toEqual(answer)
        const what = answer.type === 'error' ? answer.errorCode : answer.reason
        errors.set(what, (errors.get(what) ?? 0) + 1)
      }),
      { numRuns },
    )
    // Otherwise they would hardly have bitten, or hardly have been read to the end.
    for (const what of ['GENERAL', 'TARGETING_KEY_MISSING', 'SPLIT'])
      expect(errors.get(what) ?? 0).toBeGreaterThan(numRuns / 100)
  })

  it('is left as it was', () => {
    fc.assert(
      fc.property(hostilePlans, (plan) => {
        const { value, isUntouched } = makeHostile(plan)
        evaluate(ruleset, 'curious', value as EvaluationContext)
        explain(ruleset, 'curious', value as EvaluationContext)
        expect(isUntouched()).toBe(true)
      }),
      { numRuns },
    )
  })
})
