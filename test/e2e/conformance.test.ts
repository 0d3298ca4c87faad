import { isDeepStrictEqual } from 'node:util'
import { createApiClient } from '@ripcord/api'
import { compileProblems, compileRuleset } from '@ripcord/evaluator'
import { expect, it } from 'vitest'
import { conformanceVectors, rulesetInputOf, type Vector } from '../harness/conformance.js'
import { startServer } from '../harness/server-process.js'
import { evaluateOverHttp, isServersVector, projectsOf } from './conformance-over-http.js'
import { testScope } from './test-scope.js'

const workers = 4

it('answers over HTTP as the SDK does in process, in every conformance vector that the API can make', async () => {
  const server = await startServer(testScope())
  const api = createApiClient({ baseUrl: server.url, token: server.adminToken })
  const vectors = [...conformanceVectors()]
    .flatMap(([file, vectors]) => vectors.map((vector) => ({ file, vector })))
    .filter(({ file, vector }) => isServersVector(file, vector))
  const left = projectsOf(vectors)
  const wrong: { name: string; expected: Vector['expect']; seen: unknown }[] = []
  const seen = { answered: 0, refused: 0 }

  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const outcomes = await evaluateOverHttp(
        api,
        `p${left.length}`,
        next.map(({ vector }) => vector),
      )
      for (const [i, { file, vector }] of next.entries()) {
        const outcome = outcomes[i]
        const name = `${file}: ${vector.name}`
        if (outcome === undefined) throw new Error(`${name} has no outcome`)
        seen[outcome.type] += 1
        if (outcome.type === 'refused') {
          // The writer refuses what a reader would quarantine, and nothing else.
          if (compileProblems(compileRuleset(rulesetInputOf(vector))).length === 0)
            wrong.push({ name, expected: vector.expect, seen: outcome.because })
        } else if (!isDeepStrictEqual(outcome.answer, vector.expect)) {
          wrong.push({ name, expected: vector.expect, seen: outcome.answer })
        }
      }
    }
  }
  await Promise.all(Array.from({ length: workers }, work))

  expect(wrong).toEqual([])
  expect(seen.answered + seen.refused).toBe(vectors.length)
  expect(seen.answered).toBeGreaterThan(1_700)
  expect(seen.refused).toBeGreaterThan(150)
}, 300_000)
