import { expect, it } from 'vitest'
import { firstFailing } from './first-failing.js'

it('clients, hub and log keep every promise under random faults', { timeout: 600_000 }, async () => {
  const broken = await firstFailing({ from: 1, to: 300 }, {})
  const hint = `pnpm simulate --seed ${broken?.story.seed} shrinks it`
  expect(broken?.ending, hint).toBeUndefined()
})
