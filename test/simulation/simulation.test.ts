import { describe, expect, it } from 'vitest'
import { firstFailing } from './first-failing.js'

// RIPCORD_SEEDS: how many; RIPCORD_SEED: this one alone, with what happens in it.
const { RIPCORD_SEEDS = '300', RIPCORD_SEED } = process.env
const seeds =
  RIPCORD_SEED === undefined
    ? { from: 1, to: Number(RIPCORD_SEEDS) }
    : { from: Number(RIPCORD_SEED), to: Number(RIPCORD_SEED) }
const trace = (line: string) => void process.stdout.write(`${line}\n`)

describe('clients, hub and log under random faults', () => {
  it('keep every promise', { timeout: 24 * 3_600_000 }, async () => {
    const broken = await firstFailing(seeds, RIPCORD_SEED === undefined ? {} : { trace })
    expect(broken).toBeUndefined()
  })
})
