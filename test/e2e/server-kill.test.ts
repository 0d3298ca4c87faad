import { expect, it } from 'vitest'
import { killInWriteLoop } from '../chaos/write-loop.js'
import { testScope } from './test-scope.js'

it('has every acknowledged change after each of ten kills -9 in a write loop', async () => {
  const { acknowledged, lost } = await killInWriteLoop(testScope(), { loops: 10 })
  expect(lost).toEqual([])
  // The loop must have had something to lose.
  expect(acknowledged).toBeGreaterThan(50)
})
