import { describe, expect, it } from 'vitest'
import { firstFailing } from './first-failing.js'
import { clientRules, type Rule, serverRules, weightsFor, without } from './rules.js'

const mostSeeds = 600

async function expectMissed(rule: Rule): Promise<void> {
  const options = { ...without(rule), weights: weightsFor(rule) }
  const broken = await firstFailing({ from: 1, to: mostSeeds }, options)
  expect(broken?.ending ?? '', `${mostSeeds} seeds noticed nothing`).toContain('client-')
}

describe('a client without one of its rules breaks a promise', () => {
  it.each(Object.keys(clientRules) as Rule[])('%s', expectMissed)
})

describe('a server without one of its rules breaks a promise', () => {
  it.each(Object.keys(serverRules) as Rule[])('%s', expectMissed)
})
