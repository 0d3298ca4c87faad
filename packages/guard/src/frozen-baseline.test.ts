import { describe, expect, it } from 'vitest'
import { counts, erringRow, GuardedRun, rowOf, stage, subjects } from './testing/guarded-run.js'

/** Before the start 0.5 % of 60,000 requests failed, so that about 1.1 % are no news. */
const all = (share = 1) => new GuardedRun({ stages: [stage(share)], watchesSlow: false })

/** A second of so many requests of which these fail, where all are in treatment. */
const second = (from: number, failing: number, requests = 100, more = {}) =>
  erringRow(subjects(failing, from), [], {
    treatment: counts(requests, failing),
    control: counts(0),
    ...more,
  })

describe('where there is no control', () => {
  it.each([1, 0.99])('kills on ten times the errors within moments, at a share of %d', (share) => {
    const run = all(share)
    const decisions = [1, 2, 3, 4, 5].map((at) => run.second({ outcomes: [second(100 * at, 5)] }))
    const kill = decisions.find(({ action }) => action === 'kill')
    expect(kill?.because).toContain('in the new variant, where nearly all are (no concurrent control).')
  })

  it('kills on them after an hour of health, too', () => {
    const run = all()
    for (let at = 0; at < 3600; at++) run.second({ outcomes: [second(10 * at, at % 2)] })
    const decisions = Array.from({ length: 30 }, (_, at) =>
      run.second({ outcomes: [second(1_000_000 + 10 * at, 5)] }),
    )
    expect(decisions.map(({ action }) => action)).toContain('kill')
  })

  it('holds where the rate is above what is no news, but by less than half', () => {
    const run = all()
    const decisions = Array.from({ length: 600 }, (_, at) =>
      run.second({ outcomes: [second(1000 * at, 15, 1000)] }),
    )
    const last = decisions.at(-1)
    expect(decisions.map(({ action }) => action)).not.toContain('kill')
    expect(last?.action).toBe('hold')
    expect(last?.because).toContain('The rate itself, 1.5 %, is below 1.7 % (no concurrent control).')
  })

  it('takes the last control before what was measured before the start', () => {
    const run = new GuardedRun({ stages: [stage(0), stage(1)], watchesSlow: false })
    run.second({ outcomes: [rowOf({ control: counts(10_000, 1000) })] })
    run.stage = 1
    const decisions = Array.from({ length: 30 }, (_, at) =>
      run.second({ outcomes: [second(1000 * at, 10, 100, { stage: 1 })] }),
    )
    expect(decisions.map(({ action }) => action)).not.toContain('kill')
  })

  it('does not freeze again: the few that are left in the control of 99 % say little', () => {
    const run = new GuardedRun({ stages: [stage(0.5), stage(0.99), stage(1)] })
    run.second({ outcomes: [rowOf({ treatment: counts(1000, 5), control: counts(1000, 5) })] })
    run.stage = 1
    run.second({ outcomes: [rowOf({ stage: 1, treatment: counts(9900), control: counts(100, 50) })] })
    const frozen = run.memory.services.checkout?.baseline
    run.stage = 2
    run.second()
    expect(run.memory.services.checkout?.baseline).toEqual(frozen)
  })

  it('asks no samples of the control of 99 %', () => {
    const run = new GuardedRun({ stages: [stage(0.99)] })
    const decision = run.second({ outcomes: [rowOf({ treatment: counts(990), control: counts(10) })] })
    expect(decision.assessments[0]?.outcome).toBe('pass')
  })

  it('is seen at once where half of all requests fail', () => {
    const decision = all().second({ outcomes: [second(1, 20, 20)] })
    expect(decision.action).toBe('kill')
  })
})

describe('where nobody is in the new variant', () => {
  const idle = () => new GuardedRun({ stages: [stage(0), stage(1)] })

  it('is not asked, and errors of the previous variant are no evidence', () => {
    const decision = idle().second({ outcomes: [erringRow([], subjects(50))] })
    expect(decision.assessments).toHaveLength(1)
    expect(decision.assessments[0]).toMatchObject({ check: 'sdk-outcomes', outcome: 'pass' })
  })

  it('goes on after its bake time', () => {
    expect(idle().seconds(62).action).toBe('advance')
  })

  it('is not killed by crashes or breakers', () => {
    const crash = { service: 'checkout', instance: 'a', servedTreatment: true }
    const trip = { service: 'checkout', instance: 'a' }
    const breakers = [trip, { ...trip, instance: 'b' }]
    expect(idle().second({ crashes: [crash, crash, crash], breakers }).action).not.toBe('kill')
  })
})

it('a threshold that nobody has named says nothing where there is no control', () => {
  const slow = (from: number) =>
    rowOf({
      treatment: counts(100, 0, 30),
      slow: { treatment: subjects(30, from), control: [] },
      slowInstances: ['a', 'b'],
    })
  const come = (slowIsMeasured: boolean) => {
    const run = new GuardedRun({ stages: [stage(1)], slowIsMeasured })
    return [1, 2, 3, 4, 5].map((at) => run.second({ outcomes: [slow(1_000 * at)] }).action)
  }
  expect(come(false)).toContain('kill')
  expect(come(true)).not.toContain('kill')
})
