import { describe, expect, it } from 'vitest'
import { testScope } from '../e2e/test-scope.js'
import { chaosCases } from './cases.js'
import { isKept } from './chaos-case.js'

/** Seconds, where nobody else wants the machine. */
const timeoutMs = 300_000

describe('the short part of pnpm chaos keeps what it must', () => {
  for (const [name, chaos] of Object.entries(chaosCases)) {
    const missing = chaos.missing?.()
    if (missing !== undefined) console.warn(`\n${name} is SKIPPED: ${missing}\n`)
    const run = async (): Promise<void> => {
      const figures = await chaos.run({ scope: testScope(), size: 'short', tell: () => undefined })
      expect(figures.filter((figure) => !isKept(figure))).toEqual([])
      expect(figures.length).toBeGreaterThan(0)
    }
    it.skipIf(missing !== undefined)(`${name}: ${chaos.title}`, run, timeoutMs)
  }
})
