import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { collectGarbage } from './collect-garbage.js'

const garbageBytes = 64 * 1024 * 1024

it('gives back what nobody holds', () => {
  const before = process.memoryUsage().heapUsed
  const grown = holdAndForget()
  collectGarbage()
  expect(grown - before).toBeGreaterThan(garbageBytes / 2)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(garbageBytes / 4)
})

it('leaves nobody else the means to stop the process', () => {
  collectGarbage()
  expect(runInNewContext('typeof gc')).toBe('undefined')
})

/** Bytes in use while so many are held. */
function holdAndForget(): number {
  const held = Array.from({ length: 64 }, () => Array.from({ length: garbageBytes / 64 / 8 }, () => 0.5))
  const { heapUsed } = process.memoryUsage()
  // Asked for last, so that all of it is still held above.
  return held.length === 64 ? heapUsed : Number.NaN
}
