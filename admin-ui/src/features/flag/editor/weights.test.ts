import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { draggedEdge, evenly, fineEnough, movedEdge, reachOf, totalOf, type Weights } from './weights'

const parts = (...weights: number[]): Weights => weights.map((weight, i) => ({ variant: `v${i}`, weight }))
const weightsOf = (weights: Weights): number[] => weights.map(({ weight }) => weight)

it.each([
  [[10, 90], 0, 0.01, [11, 89]],
  [[10, 90], 0, -0.5, [0, 100]],
  [[10, 90], 0, 2, [100, 0]],
  [[1, 1], 0, 0.1, [60, 40]],
  [[10, 20, 70], 1, 0.1, [10, 30, 60]],
  [[10, 90], 1, 0.1, [10, 90]],
])('of %j the edge %i, moved by %f, gives %j', (before, edge, share, after) => {
  expect(weightsOf(movedEdge(parts(...before), edge, share))).toEqual(after)
})

it('takes, of edges on each other, the one that can go where the hand goes', () => {
  expect(weightsOf(draggedEdge(parts(100, 0, 0), 1, -0.3))).toEqual([70, 30, 0])
  expect(weightsOf(draggedEdge(parts(0, 0, 100), 0, 0.3))).toEqual([0, 30, 70])
})

it('moves nobody but those beside the edge, and keeps the whole', () => {
  const anyWeights = fc.array(fc.nat(1_000), { minLength: 2, maxLength: 6 })
  fc.assert(
    fc.property(
      anyWeights,
      fc.nat(4),
      fc.double({ min: -2, max: 2, noNaN: true }),
      (weights, edge, share) => {
        const before = parts(...weights)
        const fine = weightsOf(fineEnough(before))
        for (const move of [movedEdge, draggedEdge]) {
          const after = move(before, edge, share)
          expect(after.every(({ weight }) => Number.isInteger(weight) && weight >= 0)).toBe(true)
          if (after !== before) expect(totalOf(after)).toBe(totalOf(fineEnough(before)))
        }
        const moved = movedEdge(before, edge, share)
        if (moved !== before)
          expect(weightsOf(moved).filter((_, i) => i !== edge && i !== edge + 1)).toEqual(
            fine.filter((_, i) => i !== edge && i !== edge + 1),
          )
      },
    ),
  )
})

it('says where an edge lies and how far it reaches', () => {
  expect(reachOf(parts(10, 20, 70), 1)).toEqual({ from: 0.1, at: 0.3, to: 1 })
  expect(reachOf(parts(0, 0), 0)).toEqual({ from: 0, at: 0, to: 0 })
})

it('gives everybody the same, as far as whole numbers can', () => {
  expect(weightsOf(evenly(parts(1, 0, 0)))).toEqual([34, 33, 33])
})
