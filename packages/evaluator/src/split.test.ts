import type { Outcome, SentFlag } from '@ripcord/model'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleset, evaluate } from './index.js'
import type { Ruleset } from './types.js'

const names = ['a', 'b', 'c', 'd'] as const

function splitBy(weights: readonly number[]): Ruleset {
  const serve: Outcome = {
    type: 'split',
    weights: weights.map((weight, i) => ({ variant: names[i] as string, weight })),
  }
  const variants = Object.fromEntries(names.map((name) => [name, name]))
  const flag: SentFlag = {
    key: 'f',
    type: 'string',
    variants,
    enabled: true,
    offVariant: null,
    default: serve,
  }
  return compileRuleset({
    flags: new Map([['f', flag]]),
    segments: new Map(),
    segmentChunks: new Map(),
    kills: new Map(),
  })
}

function variantOf(ruleset: Ruleset, targetingKey: string): string {
  const answer = evaluate(ruleset, 'f', { targetingKey })
  return answer.type === 'variant' ? answer.variant : answer.reason
}

const weights = fc
  .array(fc.nat(1_000), { minLength: 2, maxLength: 4 })
  .filter((all) => all.reduce((sum, weight) => sum + weight, 0) > 0)

describe('a split', () => {
  it('removes nobody from a share that rises while no other rises', () => {
    const subjects = fc.array(fc.string(), { minLength: 1, maxLength: 50 })
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(
        weights,
        fc.nat(3),
        cuts,
        fc.constantFrom(1, 2, 7),
        subjects,
        (before, at, cut, scale, ids) => {
          const raised = at % before.length
          const after = before.map((weight, i) => (i === raised ? 0 : Math.floor(weight * (cut[i] ?? 0))))
          const sum = (all: number[]) => all.reduce((total, weight) => total + weight, 0)
          after[raised] = sum(before) - sum(after)
          const [old, next] = [splitBy(before), splitBy(after.map((weight) => weight * scale))]
          for (const id of ids)
            if (variantOf(old, id) === names[raised]) expect(variantOf(next, id)).toBe(names[raised])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives each share about what its weight says', () => {
    const ruleset = splitBy([10, 30, 60])
    const counts = new Map<string, number>()
    for (let i = 0; i < 20_000; i++) {
      const variant = variantOf(ruleset, `user-${i}`)
      counts.set(variant, (counts.get(variant) ?? 0) + 1)
    }
    // Five standard deviations of the middle share are 324.
    expect(Math.abs((counts.get('a') ?? 0) - 2_000)).toBeLessThan(330)
    expect(Math.abs((counts.get('b') ?? 0) - 6_000)).toBeLessThan(330)
    expect(Math.abs((counts.get('c') ?? 0) - 12_000)).toBeLessThan(330)
  })

  it('serves nobody a share of weight 0', () => {
    fc.assert(
      fc.property(weights, fc.string(), (all, id) => {
        const served = variantOf(splitBy(all), id)
        expect(all[names.indexOf(served as 'a')]).toBeGreaterThan(0)
      }),
    )
  })
})
