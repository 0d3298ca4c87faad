import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileProblems, compileRuleset, evaluate, explain, LiveRuleset } from './index.js'
import { anyChange, anyInput, anyOptions, contexts, flagKeys } from './testing/arbitrary.js'
import type { Ruleset, RulesetChange, RulesetInput, RulesetOptions } from './types.js'

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

type Writable<T> = {
  -readonly [K in keyof T]: T[K] extends ReadonlyMap<infer K2, infer V> ? Map<K2, V> : never
}

/** A change as it would be told, and what the whole is after it. */
function follow(
  input: Writable<RulesetInput>,
  options: RulesetOptions,
  change: RulesetChange,
): RulesetOptions {
  write(input.flags, change.flags)
  write(input.segments, change.segments)
  write(input.segmentChunks, change.segmentChunks)
  if (change.kills !== undefined) input.kills = new Map(change.kills)
  const { overrides = options.overrides, blindMinutes = options.blindMinutes } = change
  return {
    ...options,
    ...(overrides === undefined ? {} : { overrides }),
    ...(blindMinutes === undefined ? {} : { blindMinutes }),
  }
}

function write<T>(map: Map<string, T>, changes: ReadonlyMap<string, T | undefined> = new Map()): void {
  for (const [key, value] of changes)
    if (value === undefined) map.delete(key)
    else map.set(key, value)
}

const nothing = (): Writable<RulesetInput> => ({
  flags: new Map(),
  segments: new Map(),
  segmentChunks: new Map(),
  kills: new Map(),
})

describe('LiveRuleset', () => {
  it('is, change after change, what compiling the same state gives', () => {
    fc.assert(
      fc.property(
        anyInput,
        anyOptions,
        fc.array(anyChange, { minLength: 1, maxLength: 30 }),
        (first, surroundings, changes) => {
          const live = new LiveRuleset(surroundings)
          const input = nothing()
          let { overrides: _, blindMinutes: __, ...options }: RulesetOptions = surroundings
          for (const change of [first, ...changes]) {
            live.change(change)
            options = follow(input, options, change)
            expect(saidBy(live.ruleset)).toEqual(saidBy(compileRuleset(input, options)))
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('forgets what is gone', () => {
    fc.assert(
      fc.property(anyInput, fc.array(anyChange, { maxLength: 5 }), (first, changes) => {
        const live = new LiveRuleset()
        const input = nothing()
        for (const change of [first, ...changes]) {
          live.change(change)
          follow(input, {}, change)
        }
        const gone = <T>(map: ReadonlyMap<string, T>) =>
          new Map(Array.from(map.keys(), (key) => [key, undefined]))
        live.change({
          flags: gone(input.flags),
          segments: gone(input.segments),
          segmentChunks: gone(input.segmentChunks),
          kills: new Map(),
          overrides: new Map(),
        })
        expect(saidBy(live.ruleset)).toEqual(saidBy(compileRuleset(nothing())))
        expect(live.blindAfterMinutes).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  it('takes over the flags that nothing happened to, and answers which these are not', () => {
    fc.assert(
      fc.property(anyInput, anyChange, (input, change) => {
        const live = new LiveRuleset()
        live.change(input)
        const before = new Map(live.ruleset.flags)
        expect([...live.change(input)]).toEqual([])
        const changed = new Set(live.change(change))
        for (const key of new Set([...before.keys(), ...live.ruleset.flags.keys()]))
          expect(live.ruleset.flags.get(key) !== before.get(key)).toBe(changed.has(key))
      }),
      { numRuns: 100 },
    )
  })

  it('stays as it was where a change can not be worked out', () => {
    fc.assert(
      fc.property(anyInput, anyInput, (first, second) => {
        const live = new LiveRuleset()
        live.change(first)
        const before = saidBy(live.ruleset)
        const kills = new Map(second.kills)
        kills.values = () => {
          throw new Error('unreadable')
        }
        expect(() => live.change({ ...second, kills })).toThrow('unreadable')
        expect(saidBy(live.ruleset)).toEqual(before)
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
