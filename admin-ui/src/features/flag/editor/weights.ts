import type { Split } from '../flag'

// A split's bar: edges between its parts, which are moved without anything else moving.

export type Weights = Split['weights']

export function totalOf(weights: Weights): number {
  return weights.reduce((sum, { weight }) => sum + weight, 0)
}

/** The same shares in parts that are small enough to move an edge by a hundredth. */
export function fineEnough(weights: Weights): Weights {
  const total = totalOf(weights)
  const factor = total > 0 && total < 100 ? Math.ceil(100 / total) : 1
  return factor === 1 ? weights : weights.map((part) => ({ ...part, weight: part.weight * factor }))
}

/** With the edge behind part `edge` moved by so much of the whole, as far as its two neighbours reach. */
export function movedEdge(weights: Weights, edge: number, share: number): Weights {
  const parts = fineEnough(weights)
  const [left, right] = [parts[edge], parts[edge + 1]]
  if (left === undefined || right === undefined) return weights
  const wanted = Math.round(share * totalOf(parts))
  const by = Math.min(right.weight, Math.max(-left.weight, wanted))
  if (by === 0) return weights
  return parts.map((part, i) => {
    if (i === edge) return { ...part, weight: part.weight + by }
    return i === edge + 1 ? { ...part, weight: part.weight - by } : part
  })
}

/** The same by hand: of edges that lie on each other it takes the one that can go there. */
export function draggedEdge(weights: Weights, edge: number, share: number): Weights {
  const isEmpty = (part: number): boolean => weights[part]?.weight === 0
  let taken = edge
  if (share < 0) while (taken > 0 && isEmpty(taken)) taken--
  else while (taken < weights.length - 2 && isEmpty(taken + 1)) taken++
  return movedEdge(weights, taken, share)
}

/** Where an edge lies, and how far it can go: shares of the whole. */
export function reachOf(weights: Weights, edge: number): { from: number; at: number; to: number } {
  const total = totalOf(weights) || 1
  const from = totalOf(weights.slice(0, edge)) / total
  const at = totalOf(weights.slice(0, edge + 1)) / total
  return { from, at, to: totalOf(weights.slice(0, edge + 2)) / total }
}

/** Everybody the same, as far as whole numbers can. */
export function evenly(weights: Weights): Weights {
  const each = Math.floor(100 / weights.length)
  const rest = 100 - each * weights.length
  return weights.length > 100
    ? weights.map((part) => ({ ...part, weight: 1 }))
    : weights.map((part, i) => ({ ...part, weight: each + (i < rest ? 1 : 0) }))
}
