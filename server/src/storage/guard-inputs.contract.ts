import { describe, expect, it } from 'vitest'
import type { RunRef, Storage } from './storage.js'
import { shopsIn } from './testing/shops.js'

const run: RunRef = { environmentId: 'env-production', release: 'checkout-2', generation: 1 }
const next: RunRef = { ...run, generation: 2 }
const row = (sequence: number, parts = {}) => ({
  ...run,
  sequence,
  input: { now: sequence },
  heard: { b1: sequence },
  ...parts,
})

/** What every adapter must do with what the guard knew. */
export function describeGuardInputs(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: what the guard knew`, () => {
    const shop = shopsIn(open)

    it('is read in the order in which it was known, by run, in pages', async () => {
      const { guardInputs } = await shop()
      await guardInputs.append([row(2), row(1), row(1, next)])
      await guardInputs.append([row(3)])
      const read = await guardInputs.inputs(run, 0, 2)
      expect(read).toEqual([1, 2].map((n) => ({ sequence: n, input: { now: n }, heard: { b1: n } })))
      expect((await guardInputs.inputs(run, 2, 9)).map(({ sequence }) => sequence)).toEqual([3])
    })

    it('is stored once, however often that is tried', async () => {
      const { guardInputs } = await shop()
      await guardInputs.append([row(1)])
      await guardInputs.append([row(1, { input: { now: 99 } }), row(2)])
      expect((await guardInputs.inputs(run, 0, 9)).map(({ input }) => input)).toEqual([
        { now: 1 },
        { now: 2 },
      ])
    })

    it('keeps the first plan of a run, its decisions in order, and its first end', async () => {
      const { guardInputs } = await shop()
      await guardInputs.open(run, { stages: 1 })
      await guardInputs.open(run, { stages: 2 })
      await guardInputs.open(next, { stages: 3 })
      expect(await guardInputs.unended()).toEqual([run, next])
      await guardInputs.note(run, { sequence: 7, decision: 'kill' })
      await guardInputs.note(run, { sequence: 4, decision: 'hold' })
      await guardInputs.note(run, { sequence: 4, decision: 'none' })
      expect(await guardInputs.decisions(run)).toEqual([
        { sequence: 4, decision: 'hold' },
        { sequence: 7, decision: 'kill' },
      ])
      const end = { at: 1_000, kept: true, last: { seen: 5 } }
      await guardInputs.end(run, end)
      await guardInputs.end(run, { ...end, at: 2_000 })
      expect(await guardInputs.run(run)).toEqual({ ...run, plan: { stages: 1 }, end })
      expect(await guardInputs.runs('env-production', 'checkout-2')).toEqual([
        { ...next, plan: { stages: 3 }, end: null },
        { ...run, plan: { stages: 1 }, end },
      ])
      expect(await guardInputs.run({ ...run, generation: 3 })).toBeUndefined()
    })

    it('has the last checkpoint of each run, until the run has ended', async () => {
      const { guardInputs } = await shop()
      const checkpoint = (sequence: number) => ({
        sequence,
        version: 'v1',
        state: Buffer.from([0, 255, sequence]),
        digest: `of ${sequence}`,
      })
      await guardInputs.open(run, {})
      await guardInputs.open(next, {})
      expect(await guardInputs.lastCheckpoint(run)).toBeUndefined()
      for (const sequence of [10, 20]) await guardInputs.checkpoint(run, checkpoint(sequence))
      await guardInputs.checkpoint(next, checkpoint(30))
      expect(await guardInputs.lastCheckpoint(run)).toEqual(checkpoint(20))
      await guardInputs.end(run, { at: 1_000, kept: true, last: null })
      expect(await guardInputs.lastCheckpoint(run)).toBeUndefined()
      await guardInputs.checkpoint(run, checkpoint(40))
      expect(await guardInputs.lastCheckpoint(run)).toBeUndefined()
      expect(await guardInputs.lastCheckpoint(next)).toEqual(checkpoint(30))
    })

    it('goes when its run has ended long ago, unless it is kept', async () => {
      const { guardInputs } = await shop()
      const kept: RunRef = { ...run, release: 'killed' }
      for (const ref of [run, next, kept]) {
        await guardInputs.open(ref, {})
        await guardInputs.append([row(1, ref)])
      }
      await guardInputs.end(run, { at: 1_000, kept: false, last: null })
      await guardInputs.end(kept, { at: 1_000, kept: true, last: null })
      await guardInputs.prune(1_000)
      expect(await guardInputs.inputs(run, 0, 9)).toHaveLength(1)
      await guardInputs.prune(1_001)
      const left = await Promise.all([run, next, kept].map((ref) => guardInputs.inputs(ref, 0, 9)))
      expect(left.map((rows) => rows.length)).toEqual([0, 1, 1])
    })
  })
}
