import { afterAll, describe, expect, it } from 'vitest'
import {
  arrivals,
  causes,
  epochChanges,
  flagCases,
  outcomes,
  overrides,
  quarantines,
  restoreOrders,
  seconds,
} from './dimensions.js'
import { KillRun } from './run.js'

// Cause × second kill × restore order × override × quarantine × way of arrival × change of epoch, and what else a flag
// may serve by pairs with each of these. Each cell is asked again at every step: once killed, once overridden, without a
// server, after the change of epoch, after each restore.

const mostSentences = 20
let cells = 0
let answers = 0

it('has every pair of an outcome with anything else that is said of a flag', () => {
  const seen = new Set<string>()
  for (const { key: _key, outcome, ...rest } of flagCases)
    for (const said of Object.entries(rest)) seen.add(JSON.stringify([outcome, said]))
  const values = { causes, seconds, restoreOrders, overrides, quarantines }
  const each = Object.values(values).reduce((sum, list) => sum + list.length, 0)
  expect(seen.size).toBe(outcomes.length * each)
})

/** Seconds of work each; under a new key file some twenty, where each of hundreds of kills is brought back by everybody. */
const timeoutMs = 400_000

describe.each(epochChanges)('kills, with %s before their restores', (epochChange) => {
  it(
    'serve the safe value while one of them holds, above everything else, in every cell',
    async () => {
      const run = await KillRun.open(flagCases)
      expect((await run.toTheEnd(epochChange)).slice(0, mostSentences)).toEqual([])
      cells += flagCases.length * run.clients
      answers += run.answers
    },
    timeoutMs,
  )
})

afterAll(() => {
  console.log(
    `kill matrix: ${cells.toLocaleString('en')} cells, ${answers.toLocaleString('en')} answers compared`,
  )
  expect(cells).toBe(flagCases.length * arrivals.length * epochChanges.length)
})
