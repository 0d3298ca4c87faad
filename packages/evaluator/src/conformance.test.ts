import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  conformanceVectors,
  observed,
  rulesetInputOf,
  rulesetOptionsOf,
} from '../../../test/harness/conformance.js'
import { compileRuleset, evaluate, explain } from './index.js'

describe.each([...conformanceVectors()])('%s', (_, vectors) => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
    const ruleset = compileRuleset(rulesetInputOf(vector), rulesetOptionsOf(vector))
    const resolution = evaluate(ruleset, vector.flagKey, vector.context)
    expect(observed(resolution)).toEqual(vector.expect)
    expect(explain(ruleset, vector.flagKey, vector.context).resolution).toEqual(resolution)
  })
})

it('names each vector once within its file', () => {
  for (const vectors of conformanceVectors().values())
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length)
})

it('finds the vectors as their sources give them', () => {
  const generate = fileURLToPath(new URL('../../../test/conformance/generate.mjs', import.meta.url))
  expect(() => execFileSync(process.execPath, [generate, '--check'], { stdio: 'pipe' })).not.toThrow()
})
