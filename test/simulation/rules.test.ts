import { describe, expect, it } from 'vitest'
import { firstFailing } from './first-failing.js'
import { clientRules, isEndingWithout, type Rule, serverRules, weightsFor, without } from './rules.js'

const mostSeeds = 600

/** Whoever breaks one promise may break another one first: what counts is that its own is among them. */
async function expectMissed(rule: Rule): Promise<void> {
  const options = { ...without(rule), weights: weightsFor(rule) }
  const others: string[] = []
  for (let from = 1; from <= mostSeeds; ) {
    const broken = await firstFailing({ from, to: mostSeeds }, options)
    if (broken === undefined) break
    if (isEndingWithout(rule, broken.ending)) return
    expect(broken.ending, `seed ${broken.story.seed}`).toContain('client-')
    others.push(broken.ending)
    from = broken.story.seed + 1
  }
  expect.fail(`${mostSeeds} seeds noticed ${others.length === 0 ? 'nothing' : others.slice(0, 5).join('; ')}`)
}

describe('a client without one of its rules breaks a promise', () => {
  it.each(Object.keys(clientRules) as Rule[])('%s', expectMissed)
})

describe('a server without one of its rules breaks a promise', () => {
  it.each(Object.keys(serverRules) as Rule[])('%s', expectMissed)
})
