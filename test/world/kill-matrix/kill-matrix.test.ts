import { afterAll, describe, expect, it } from 'vitest'
import { arrivals, epochChanges, flagCases } from './dimensions.js'
import { KillRun } from './run.js'

// Cause × second kill × restore order × override × quarantine × way of arrival × change of epoch. Each cell is asked
// again at every step: once killed, once overridden, after the change of epoch, after each restore.

const mostSentences = 20
let cells = 0
let answers = 0

describe.each(epochChanges)('kills, with %s before their restores', (epochChange) => {
  it('serve the safe value while one of them holds, above everything else, in every cell', async () => {
    const run = await KillRun.open(flagCases)
    expect((await run.toTheEnd(epochChange)).slice(0, mostSentences)).toEqual([])
    cells += flagCases.length * run.clients
    answers += run.answers
  })
})

afterAll(() => {
  console.log(
    `kill matrix: ${cells.toLocaleString('en')} cells, ${answers.toLocaleString('en')} answers compared`,
  )
  expect(cells).toBe(flagCases.length * arrivals.length * epochChanges.length)
})
