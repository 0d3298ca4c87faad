import { describe, expect, it } from 'vitest'
import { simulate } from './world.js'

const seeds = Number(process.env.RIPCORD_SEEDS ?? 200)
const only = process.env.RIPCORD_SEED

describe('clients, hub and log under random faults', () => {
  it('keep every promise', { timeout: 24 * 3_600_000 }, async () => {
    const first = only === undefined ? 1 : Number(only)
    const last = only === undefined ? seeds : first
    for (let seed = first; seed <= last; seed++) {
      const trace = only === undefined ? {} : { trace: (line: string) => console.log(line) }
      await expect(simulate(seed, trace), `RIPCORD_SEED=${seed}`).resolves.toBeUndefined()
    }
  })
})
