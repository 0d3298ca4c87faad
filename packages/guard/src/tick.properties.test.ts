import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freshMemory } from './memory.js'
import { counts, fourThere, inputOf, planOf, rowOf, stage } from './testing/guarded-run.js'
import { tick } from './tick.js'
import type { GuardDecision, OutcomeRow, TickInput } from './types.js'

const plan = planOf({
  services: ['checkout', 'payments'],
  stages: [stage(0.1), stage(0.5), stage(0.99)].map((one) => ({ ...one, bakeTimeMs: 3000, minSamples: 50 })),
})

const buckets = fc.array(fc.nat(40), { maxLength: 4 })
const arms = fc.record({ treatment: buckets, control: buckets })
const armCounts = fc
  .tuple(fc.nat(60), fc.nat(3), fc.nat(3))
  .map(([requests, errors, slow]) => counts(requests, errors, slow))

const rows: fc.Arbitrary<OutcomeRow> = fc.record({
  service: fc.constantFrom(...plan.services),
  stage: fc.nat(2),
  treatment: armCounts,
  control: armCounts,
  erring: arms,
  slow: arms,
  seen: fc.array(fc.nat(40), { maxLength: 3 }),
  erringInstances: fc.subarray(['a', 'b', 'c']),
  slowInstances: fc.subarray(['a', 'b', 'c']),
})

/** A second of a run, but for its time and stage. */
const seconds: fc.Arbitrary<Partial<TickInput>> = fc.record({
  restarted: fc.boolean(),
  holds: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.constant(['manual' as const])),
  outcomes: fc.array(rows, { maxLength: 5 }),
  presence: fc.constant([fourThere(), fourThere({ service: 'payments' })]),
  checks: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    fc
      .constantFrom('pass' as const, 'inconclusive' as const)
      .map((outcome) => [{ check: 'prom5xx', outcome, because: 'as measured' }]),
  ),
})
const wellSeconds = seconds.map((second) => ({ ...second, restarted: false, holds: [] }))

interface Told {
  readonly input: TickInput
  readonly decision: GuardDecision
}

/** Plays a run as its server does: whoever is told to advance is in the next stage from the next second on. */
function play(parts: readonly Partial<TickInput>[], stepMs = 1000): Told[] {
  let memory = freshMemory(plan, 0)
  let inStage = 0
  const told: Told[] = []
  for (const [at, part] of parts.entries()) {
    const input = inputOf((at + 1) * stepMs, { ...part, stage: inStage })
    const ticked = tick(plan, memory, input)
    memory = ticked.memory
    told.push({ input, decision: ticked.decision })
    if (ticked.decision.action === 'advance') inStage++
    if (ticked.decision.action === 'kill' || ticked.decision.action === 'complete') break
  }
  return told
}

const fold = (inputs: readonly TickInput[]) => {
  let memory = freshMemory(plan, 0)
  return inputs.map((input) => {
    const ticked = tick(plan, memory, input)
    memory = ticked.memory
    return ticked.decision
  })
}

/** What the present stage has had, of each service and arm, counted apart from the guard. */
function requestsOf(told: readonly Told[], inStage: number): number[] {
  const sent = told.flatMap(({ input }) => input.outcomes).filter((row) => row.stage === inStage)
  const asked = inStage === 2 ? (['treatment'] as const) : (['treatment', 'control'] as const)
  return plan.services.flatMap((service) =>
    asked.map((arm) =>
      sent.filter((row) => row.service === service).reduce((sum, row) => sum + row[arm].requests, 0),
    ),
  )
}

describe('the guard, whatever it is told', () => {
  it('never goes on without the evidence of that stage, in whatever order and portions it came', () => {
    let promotions = 0
    fc.assert(
      fc.property(fc.array(wellSeconds, { minLength: 15, maxLength: 40 }), (parts) => {
        const told = play(parts)
        for (const [at, { input, decision }] of told.entries()) {
          if (decision.action !== 'advance' && decision.action !== 'complete') continue
          promotions++
          const before = told.slice(0, at + 1)
          expect(Math.min(...requestsOf(before, input.stage))).toBeGreaterThanOrEqual(50)
          expect(input.checks.every(({ outcome }) => outcome === 'pass')).toBe(true)
          expect(decision.holds).toEqual([])
          const seconds = before.filter((one) => one.input.stage === input.stage).length - 1
          expect(seconds).toBeGreaterThanOrEqual(3)
        }
      }),
    )
    expect(promotions).toBeGreaterThan(20)
  })

  it('decides the same of the same inputs to the bit, also of inputs that were stored', () => {
    fc.assert(
      fc.property(fc.array(seconds, { maxLength: 30 }), (parts) => {
        const told = play(parts)
        const inputs = told.map(({ input }) => input)
        const decided = told.map(({ decision }) => decision)
        expect(fold(inputs)).toEqual(decided)
        expect(fold(JSON.parse(JSON.stringify(inputs)) as TickInput[])).toEqual(decided)
      }),
    )
  })

  it('changes nothing that it remembers in place', () => {
    fc.assert(
      fc.property(fc.array(seconds, { minLength: 2, maxLength: 10 }), (parts) => {
        const inputs = play(parts).map(({ input }) => input)
        const [last] = inputs.slice(-1)
        let memory = freshMemory(plan, 0)
        for (const input of inputs.slice(0, -1)) memory = tick(plan, memory, input).memory
        if (last) expect(tick(plan, memory, last)).toEqual(tick(plan, memory, last))
      }),
    )
  })

  it('does not heed rows of a service or stage that the release does not have', () => {
    const foreign = fc.oneof(
      rows.map((row) => ({ ...row, service: 'mail' })),
      rows.map((row) => ({ ...row, service: '__proto__' })),
      fc
        .tuple(rows, fc.constantFrom(-1, 3, 0.5, Number.NaN, 2 ** 40))
        .map(([row, inStage]) => ({ ...row, stage: inStage })),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(seconds, fc.array(foreign)), { maxLength: 20 }), (parts) => {
        const own = parts.map(([part]) => part)
        const all = parts.map(([part, rows]) => ({ ...part, outcomes: [...rows, ...(part.outcomes ?? [])] }))
        const decided = (told: Told[]) => told.map(({ decision }) => decision)
        expect(decided(play(all))).toEqual(decided(play(own)))
      }),
    )
  })

  it('finds no evidence in subjects that it has counted', () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 10 }), (sent) => {
        const before = fold([inputOf(1000, { outcomes: sent })])
        const again = sent.map(({ service, stage, erring, slow }) => rowOf({ service, stage, erring, slow }))
        const after = fold([
          inputOf(1000, { outcomes: sent }),
          inputOf(2000, { outcomes: again.filter((row) => row.stage < 2) }),
        ]).slice(-1)
        expect(after[0]?.assessments[0]?.evidence).toEqual(before[0]?.assessments[0]?.evidence)
      }),
    )
  })

  it('answers, and does not go on, where numbers are odd', () => {
    const odd = fc.oneof(fc.double(), fc.constantFrom(-1, 0.5, Number.NaN, Infinity, 2 ** 60, -Infinity))
    const oddCounts = fc.record({ requests: odd, errors: odd, slow: odd })
    const oddRows = fc
      .tuple(rows, oddCounts, oddCounts)
      .map(([row, treatment, control]) => ({ ...row, treatment, control }))
    const inputs = fc.record({ now: odd, stage: odd, outcomes: fc.array(oddRows) })
    fc.assert(
      fc.property(fc.array(inputs), (parts) => {
        const decisions = fold(parts.map((part) => inputOf(part.now, part)))
        for (const { action } of decisions) expect(['none', 'hold']).toContain(action)
      }),
    )
  })
})
