import { median } from '../rows.js'

const calls = 100_000
const rounds = 15

/** Bytes that a call leaves on the heap, as a median; rounds in which rubbish was collected are left out. */
export function bytesPerCall(ask: (call: number) => unknown): number {
  const figures: number[] = []
  for (let round = 0; round < rounds * 4 && figures.length < rounds; round++) {
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < calls; i++) ask(i)
    const grown = process.memoryUsage().heapUsed - before
    if (grown >= 0) figures.push(grown / calls)
  }
  return median(figures)
}
