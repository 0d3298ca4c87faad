import { describe, expect, it } from 'vitest'
import { endingOf } from './ending.js'
import { firstFailing } from './first-failing.js'
import { clientRules, isEndingWithout, type Rule, serverRules, weightsFor, without } from './rules.js'

const mostSeeds = 600
/** One rule takes 337 seeds before it is missed, on a machine that may be busy with others. */
const timeoutMs = 600_000

/**
 * Without the rule a seed ends as the rule's absence shows, and with it the same seed keeps every promise: so the rule it
 * is. Whoever breaks one promise may break another one first; that must be for want of the rule, too, and the next seed
 * is asked.
 */
async function expectMissed(rule: Rule): Promise<void> {
  const options = { ...without(rule), weights: weightsFor(rule) }
  const others: string[] = []
  for (let from = 1; from <= mostSeeds; ) {
    const broken = await firstFailing({ from, to: mostSeeds }, options)
    if (broken === undefined) break
    const { story, ending } = broken
    expect(await endingOf(story), `seed ${story.seed} with the rule, which ends without it: ${ending}`).toBe(
      undefined,
    )
    if (isEndingWithout(rule, ending)) return
    others.push(ending)
    from = story.seed + 1
  }
  expect.fail(`${mostSeeds} seeds noticed ${others.length === 0 ? 'nothing' : others.slice(0, 5).join('; ')}`)
}

describe('a client without one of its rules breaks a promise', () => {
  it.each(Object.keys(clientRules) as Rule[])('%s', expectMissed, timeoutMs)
})

describe('a server without one of its rules breaks a promise', () => {
  it.each(Object.keys(serverRules) as Rule[])('%s', expectMissed, timeoutMs)
})
