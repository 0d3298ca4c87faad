import { describe, expect, it } from 'vitest'
import { counts, erringRow, GuardedRun, rowOf, stage, subjects, wellRow } from './testing/guarded-run.js'

const well = (stage = 0) => ({ outcomes: [wellRow({ stage })] })

describe('a release goes on', () => {
  it('after its bake time, stage by stage, and is complete after the last', () => {
    const run = new GuardedRun()
    // The first second of a stage was not lived in it.
    expect(run.seconds(60, well()).because).toBe('Every check passes; 1 s of bake time are left.')
    expect(run.second(well()).action).toBe('advance')
    run.stage = 1
    expect(run.seconds(60, well(1)).action).toBe('none')
    expect(run.second(well(1)).action).toBe('complete')
  })

  it('never without data, however long it waits', () => {
    const run = new GuardedRun()
    const decision = run.seconds(600)
    expect(decision).toMatchObject({
      action: 'none',
      because: 'checkout has had 0 of 100 requests in the new variant.',
    })
  })

  it('only with the minimum of samples of this stage in each of its arms', () => {
    const run = new GuardedRun()
    run.seconds(60, { outcomes: [rowOf({ treatment: counts(100) })] })
    expect(run.second().because).toBe('checkout has had 0 of 100 requests in the previous variant.')
    expect(run.second(well()).action).toBe('advance')
    run.stage = 1
    run.seconds(61, well(0))
    expect(run.second().because).toBe('checkout has had 0 of 100 requests in the new variant.')
  })

  it('not while a service is silent that has had its samples, and nothing bakes meanwhile', () => {
    const run = new GuardedRun({ services: ['checkout', 'payments'] })
    const both = { outcomes: [wellRow(), wellRow({ service: 'payments' })] }
    run.seconds(31, both)
    // The first fifteen seconds of it could still be a pause.
    expect(run.seconds(100, well()).because).toBe(
      'Nothing was heard of requests of payments for 15 s: it waits for them.',
    )
    expect(run.second(both).because).toBe('Every check passes; 15 s of bake time are left.')
  })

  it('by a person where that is asked for', () => {
    const run = new GuardedRun({ stages: [stage(0.1, { advance: 'manual' })] })
    expect(run.seconds(61, well()).because).toContain('it waits for a person')
  })

  it('not on evidence that is too much to go on with, and holds on more', () => {
    const run = new GuardedRun({ stages: [stage(0.5)], watchesSlow: false })
    run.seconds(61, well())
    const decisions = subjects(14).map((subject) => run.second({ outcomes: [erringRow([subject])] }))
    const actions = decisions.map(({ action }) => action)
    expect([...new Set(actions)]).toEqual(['complete', 'none', 'hold', 'kill'])
  })

  it('only while every other check passes', () => {
    const run = new GuardedRun()
    const check = { check: 'prom5xx', outcome: 'inconclusive' as const, because: 'One measurement of two.' }
    expect(run.seconds(61, { ...well(), checks: [check] }).because).toBe('One measurement of two.')
  })
})

describe('a hold', () => {
  it('gives way to a kill, and stands before going on', () => {
    const run = new GuardedRun()
    run.seconds(61, well())
    expect(run.second({ ...well(), holds: ['manual'] })).toMatchObject({ action: 'hold', holds: ['manual'] })
    const broken = { outcomes: [erringRow(subjects(9))], holds: ['manual' as const] }
    expect(run.second(broken)).toMatchObject({ action: 'kill', holds: ['manual'] })
  })

  it('is not time that bakes', () => {
    const run = new GuardedRun()
    run.seconds(31, well())
    run.seconds(100, { ...well(), holds: ['manual'] })
    expect(run.second(well()).because).toBe('Every check passes; 29 s of bake time are left.')
  })

  it('after a restart lasts until each service has reported', () => {
    const run = new GuardedRun({ services: ['checkout', 'payments'] })
    const both = { outcomes: [wellRow(), wellRow({ service: 'payments' })] }
    run.seconds(61, both)
    expect(run.second({ restarted: true })).toMatchObject({
      action: 'hold',
      holds: ['verify-after-restart'],
      because: 'The guard has started again and waits for a fresh report of checkout, payments.',
    })
    expect(run.second(well()).because).toContain('a fresh report of payments.')
    expect(run.second({ outcomes: [wellRow({ service: 'payments' })] }).action).toBe('advance')
  })
})

describe('a clock', () => {
  it('that jumps forward skips no bake time', () => {
    const run = new GuardedRun()
    run.seconds(2, well())
    expect(run.after(3_600_000, well()).because).toBe('Every check passes; 54 s of bake time are left.')
  })

  it('that goes back waits until it is there again', () => {
    const run = new GuardedRun()
    run.seconds(31, well())
    run.after(-20_000, well())
    expect(run.seconds(20, well()).because).toBe('Every check passes; 30 s of bake time are left.')
    expect(run.second(well()).because).toBe('Every check passes; 29 s of bake time are left.')
  })

  it('that tells no time adds none', () => {
    const run = new GuardedRun()
    run.seconds(31, well())
    for (const now of [Number.NaN, Infinity, -Infinity]) run.second({ ...well(), now })
    expect(run.second(well()).action).toBe('none')
  })

  it('that goes to and fro gains nothing', () => {
    const run = new GuardedRun()
    run.second(well())
    for (let times = 0; times < 100; times++) {
      run.after(-3_600_000, well())
      run.after(3_600_000, well())
    }
    expect(run.second(well()).because).toBe('Every check passes; 59 s of bake time are left.')
  })
})
