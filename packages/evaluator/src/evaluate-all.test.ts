import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileRuleset, evaluate, evaluateAll } from './index.js'
import { anyInput, anyOptions, contexts } from './testing/arbitrary.js'

it('answers for each flag as evaluate does, in the order of the flags', () => {
  fc.assert(
    fc.property(anyInput, anyOptions, fc.constantFrom(...contexts), (input, options, context) => {
      const ruleset = compileRuleset(input, options)
      const answers = evaluateAll(ruleset, context)
      expect(answers).toHaveLength(ruleset.flags.size)
      for (const [i, key] of [...ruleset.flags.keys()].entries())
        expect(answers[i]).toBe(evaluate(ruleset, key, context))
    }),
    { numRuns: 100 },
  )
})
