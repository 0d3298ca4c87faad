import { type FlagRelease } from '@ripcord/evaluator'
import { parseReport } from '@ripcord/sync'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { OutcomeTable } from './outcome-table.js'

const releases = Array.from(
  { length: 80 },
  (_, i): FlagRelease => ({
    key: `release-${i % 40}`,
    generation: 1,
    stage: i < 40 ? 0 : 1,
    treatment: 'on',
    control: 'off',
    slowAfterMs: 100,
    subjectOf: () => undefined,
    bucketOf: (subject) => Number(subject),
  }),
)

const request = fc.record({
  release: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...releases.slice(0, 2)) },
    fc.constantFrom(...releases),
  ),
  arm: fc.constantFrom('treatment' as const, 'control' as const, 'none' as const),
  subject: fc.option(fc.nat(200).map(String), { nil: undefined }),
})
const outcome = fc.record({
  isError: fc.boolean(),
  kind: fc.option(
    fc.nat(9).map((i) => `E${i}`),
    { nil: undefined },
  ),
  traceId: fc.constantFrom(undefined, '0af7651916cd43dd8448eb211c80319c'),
  durationMs: fc.oneof(fc.double(), fc.nat(300)),
  tracked: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 5 })).map((counts) => {
    return new Map(Object.entries(counts))
  }),
})

it('gives what every server reads, and loses no request, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(request, outcome), { maxLength: 400 }), (all) => {
      let firsts = 0
      const table = new OutcomeTable(() => (firsts += 1))
      for (const [one, came] of all) table.count(one, came)
      const told = table.take()
      const report = {
        bootId: 'boot-0000000000000001',
        sequence: 1,
        service: 's',
        evaluations: [],
        dropped: 0,
      }
      expect(parseReport({ ...report, ...told })).toEqual({ ok: { ...report, ...told } })
      expect(firsts).toBe(all.length > 0 ? 1 : 0)
      expect(table.isEmpty).toBe(true)
      const outcomes = told?.outcomes ?? []
      const sum = outcomes.reduce(
        (count, { treatment, control, unassigned }) =>
          count + treatment.requests + control.requests + unassigned,
        0,
      )
      expect(outcomes.length).toBeLessThanOrEqual(64)
      if (outcomes.length < 64) expect(sum).toBe(all.length)
    }),
    { numRuns: 300 },
  )
})

it('is bounded in releases, and in what was tripped', () => {
  const table = new OutcomeTable(() => undefined)
  const came = { isError: false, kind: undefined, traceId: undefined, durationMs: 1, tracked: new Map() }
  for (const release of releases) table.count({ release, arm: 'control', subject: '1' }, came)
  for (let i = 0; i < 2_000; i++) table.trip({ flag: `f${i}`, because: 'test' })
  const told = table.take()
  expect([told?.outcomes?.length, told?.breakers?.length]).toEqual([64, 1_000])
})
