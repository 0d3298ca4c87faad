import { FlagdCore } from '@openfeature/flagd-core'
import { compileRuleset, evaluate } from '@ripcord/evaluator'
import type { SentFlag } from '@ripcord/model'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'

const silent = { error: ignore, warn: ignore, info: ignore, debug: ignore }
function ignore(): void {}

const variants = { a: 'a', b: 'b', c: 'c', d: 'd' }
const names = Object.keys(variants)
/** flagd hashes UTF-16 units, Ripcord UTF-8: the same for ASCII. */
const ascii = (maxLength: number) => fc.string({ minLength: 1, maxLength })
const weights = fc
  .array(fc.nat(1_000), { minLength: 2, maxLength: names.length })
  .filter((all) => all.some((weight) => weight > 0))

function flagdAnswer(key: string, all: readonly number[], targetingKey: string): unknown {
  const core = new FlagdCore(undefined, silent)
  const fractional = all.map((weight, i) => [names[i], weight])
  const flag = { state: 'ENABLED', variants, defaultVariant: 'a', targeting: { fractional } }
  core.setConfigurations(JSON.stringify({ flags: { [key]: flag } }))
  return core.resolveStringEvaluation(key, 'none', { targetingKey }).value
}

function ourAnswer(key: string, all: readonly number[], targetingKey: string): unknown {
  const split = {
    type: 'split' as const,
    weights: all.map((weight, i) => ({ variant: names[i] ?? '', weight })),
  }
  const flag: SentFlag = { key, type: 'string', variants, enabled: true, offVariant: 'a', default: split }
  const none = new Map<string, never>()
  const ruleset = compileRuleset({
    flags: new Map([[key, flag]]),
    segments: none,
    segmentChunks: none,
    kills: none,
  })
  const resolution = evaluate(ruleset, key, { targetingKey })
  return resolution.type === 'variant' ? resolution.value : resolution
}

it('splits subjects as flagd does', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
      weights,
      fc.array(ascii(40), { minLength: 5, maxLength: 20 }),
      (key, all, ids) => {
        for (const id of ids) expect(ourAnswer(key, all, id), id).toBe(flagdAnswer(key, all, id))
      },
    ),
    { numRuns: 200 },
  )
})
