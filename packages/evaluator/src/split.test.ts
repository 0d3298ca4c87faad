import type { Outcome, SentFlag } from '@ripcord/model'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleset, evaluate } from './index.js'
import type { Ruleset } from './types.js'

const names = ['a', 'b', 'c', 'd'] as const

function splitBy(weights: readonly number[], seed?: string): Ruleset {
  const serve: Outcome = {
    type: 'split',
    weights: weights.map((weight, i) => ({ variant: names[i] as string, weight })),
    seed,
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

/** How far counts are from what was expected, all together. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return expected.reduce((sum, wanted, i) => sum + ((counts[i] ?? 0) - wanted) ** 2 / wanted, 0)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
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

  // The ids are fixed, and so is the figure. By chance one family of ids in a million would have more than 30.7: that is
  // the point of chi-square with three degrees of freedom.
  it.each([
    ['counted', (i: number) => `user-${i}`],
    ['of digits alone', (i: number) => String(i)],
    ['like uuids', (i: number) => `${hex(i * 2_654_435_761)}-${hex(i * 40_503)}-4000-8000-${hex(i)}`],
    ['beyond ASCII', (i: number) => `žák-${i}-🦊`],
    ['long, and alike but for the end', (i: number) => `${'x'.repeat(60)}${i}`],
  ])('gives each share what its weight says, by chi-square on 100,000 ids: %s', (_, idOf) => {
    const weights = [1, 9, 30, 60]
    const ruleset = splitBy(weights)
    const counts = new Map<string, number>()
    for (let i = 0; i < 100_000; i++) {
      const variant = variantOf(ruleset, idOf(i))
      counts.set(variant, (counts.get(variant) ?? 0) + 1)
    }
    const expected = weights.map((weight) => weight * 1_000)
    expect(
      chiSquare(
        names.map((name) => counts.get(name) ?? 0),
        expected,
      ),
    ).toBeLessThan(30.7)
  })

  it('falls under one seed as if there were no other, by chi-square on 100,000 ids', () => {
    const [one, other] = [splitBy([40, 60], 'layer-1'), splitBy([40, 60], 'layer-2')]
    const cells = [0, 0, 0, 0]
    for (let i = 0; i < 100_000; i++) {
      const cell =
        (variantOf(one, `user-${i}`) === 'a' ? 0 : 2) + (variantOf(other, `user-${i}`) === 'a' ? 0 : 1)
      cells[cell] = (cells[cell] ?? 0) + 1
    }
    expect(chiSquare(cells, [16_000, 24_000, 24_000, 36_000])).toBeLessThan(30.7)
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
