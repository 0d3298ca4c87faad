import { describe, expect, it } from 'vitest'
import { testScope } from '../e2e/test-scope.js'
import { chaosCases } from './cases.js'
import { isKept } from './chaos-case.js'

describe('the short part of pnpm chaos keeps what it must', () => {
  for (const [name, chaos] of Object.entries(chaosCases)) {
    const missing = chaos.missing?.()
    if (missing !== undefined) console.warn(`\n${name} is SKIPPED: ${missing}\n`)
    it.skipIf(missing !== undefined)(`${name}: ${chaos.title}`, async () => {
      const figures = await chaos.run({ scope: testScope(), size: 'short', tell: () => undefined })
      expect(figures.filter((figure) => !isKept(figure))).toEqual([])
      expect(figures.some(({ must }) => must !== null)).toBe(true)
    })
  }
})
