import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileProblems, compileRuleset, evaluate, explain } from './index.js'
import { anyInput, anyOptions, contexts, flagKeys } from './testing/arbitrary.js'
import type { Ruleset, RulesetInput } from './types.js'

/** All that a ruleset says, in an order of its own. */
function saidBy(ruleset: Ruleset) {
  const asked = [...flagKeys, 'unknown']
  return {
    keys: [...ruleset.flags.keys()].toSorted(),
    types: asked.map((key) => ruleset.flags.get(key)?.type),
    quarantined: asked.map((key) => ruleset.flags.get(key)?.quarantined),
    constants: asked.map((key) => ruleset.flags.get(key)?.constant),
    notServing: ruleset.notServing.toSorted(),
    problems: compileProblems(ruleset)
      .map((refused) => JSON.stringify(refused))
      .toSorted(),
    answers: asked.map((key) => contexts.map((context) => explain(ruleset, key, context))),
  }
}

/** Takes some entities of one input and some of another, each the same object as there. */
function mixed<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>, takes: boolean[]): Map<string, T> {
  const keys = [...new Set([...a.keys(), ...b.keys()])].toSorted()
  const from = (i: number) => (takes[i % takes.length] ? a : b)
  return new Map(keys.flatMap((key, i) => (from(i).has(key) ? [[key, from(i).get(key) as T] as const] : [])))
}

function mix(a: RulesetInput, b: RulesetInput, takes: boolean[]): RulesetInput {
  return {
    flags: mixed(a.flags, b.flags, takes),
    segments: mixed(a.segments, b.segments, takes.toReversed()),
    segmentChunks: mixed(a.segmentChunks, b.segmentChunks, takes),
    kills: mixed(a.kills, b.kills, takes),
  }
}

const takes = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)), {
  minLength: 5,
  maxLength: 5,
})

describe('compileRuleset with a previous ruleset', () => {
  it('gives what compiling from scratch gives, change after change', () => {
    fc.assert(
      fc.property(
        anyInput,
        anyInput,
        fc.array(fc.tuple(takes, anyOptions), { minLength: 1, maxLength: 4 }),
        (first, second, steps) => {
          let input = first
          let ruleset = compileRuleset(first)
          for (const [taken, options] of steps) {
            input = mix(input, second, taken)
            ruleset = compileRuleset(input, options, ruleset)
            expect(saidBy(ruleset)).toEqual(saidBy(compileRuleset(input, options)))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('leaves the previous ruleset as it was', () => {
    fc.assert(
      fc.property(anyInput, anyInput, takes, (first, second, taken) => {
        const ruleset = compileRuleset(first)
        const before = saidBy(ruleset)
        compileRuleset(mix(first, second, taken), {}, ruleset)
        expect(saidBy(ruleset)).toEqual(before)
      }),
      { numRuns: 50 },
    )
  })

  it('takes over the flags that nothing happened to', () => {
    fc.assert(
      fc.property(anyInput, anyOptions, (input, options) => {
        const ruleset = compileRuleset(input, options)
        const again = compileRuleset({ ...input, flags: new Map(input.flags) }, options, ruleset)
        for (const [key, flag] of ruleset.flags) expect(again.flags.get(key)).toBe(flag)
      }),
      { numRuns: 50 },
    )
  })
})

it('compiles the same input twice alike', () => {
  fc.assert(
    fc.property(anyInput, anyOptions, (input, options) => {
      expect(saidBy(compileRuleset(structuredClone(input), options))).toEqual(
        saidBy(compileRuleset(input, options)),
      )
    }),
    { numRuns: 100 },
  )
})

it('explains the answer that it gives', () => {
  fc.assert(
    fc.property(anyInput, anyOptions, fc.constantFrom(...contexts), (input, options, context) => {
      const ruleset = compileRuleset(input, options)
      for (const key of ruleset.flags.keys()) {
        const { resolution, decidedBy, rules, matchedRule } = explain(ruleset, key, context)
        expect(resolution).toBe(evaluate(ruleset, key, context))
        expect(rules.some((rule) => rule.isMatched)).toBe(decidedBy === 'rule')
        expect(matchedRule === null).toBe(decidedBy !== 'rule')
        if (decidedBy === 'prerequisite') expect(resolution.flagMetadata).toHaveProperty('prerequisite')
      }
    }),
    { numRuns: 100 },
  )
})
