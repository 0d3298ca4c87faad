import { describe, expect, it } from 'vitest'
import { fourThere, GuardedRun, stage, wellRow } from './testing/guarded-run.js'

const crashed = (instance: string, more = {}) => ({
  service: 'checkout',
  instance,
  servedTreatment: true,
  ...more,
})
const forty = fourThere({ connected: 40, minuteAgo: 40, returned: 40, servedTreatment: 40 })
const many = { presence: [forty] }

describe('crashes of instances that served the new variant', () => {
  it('kill when there are three of many', () => {
    const run = new GuardedRun()
    expect(run.second({ ...many, crashes: [crashed('a'), crashed('b')] }).action).not.toBe('kill')
    const decision = run.second({ ...many, crashes: [crashed('c')] })
    expect(decision).toMatchObject({
      action: 'kill',
      because: 'checkout: 3 instances crashed after they had served the new variant.',
    })
  })

  it('kill when there are two, and those are more than a fifth', () => {
    const crashes = [crashed('a'), crashed('b')]
    expect(new GuardedRun().second({ crashes }).action).toBe('kill')
    const ten = [fourThere({ servedTreatment: 10 })]
    expect(new GuardedRun().second({ crashes, presence: ten }).action).not.toBe('kill')
  })

  it('do not kill a service that crashed about as often before', () => {
    const before = { checkout: { requests: 0, errors: 0, slow: 0, crashes: 60 } }
    const run = new GuardedRun({ before })
    expect(run.second({ ...many, crashes: ['a', 'b', 'c'].map((id) => crashed(id)) }).action).not.toBe('kill')
    const more = ['d', 'e', 'f', 'g'].map((id) => crashed(id))
    expect(run.second({ ...many, crashes: more }).action).toBe('kill')
  })

  it('are not asked while more than half of all are gone: a lost link is no data', () => {
    const crashes = ['a', 'b', 'c'].map((id) => crashed(id))
    const gone = fourThere({ minuteAgo: 40, returned: 19, servedTreatment: 40 })
    const decision = new GuardedRun().second({ crashes, presence: [gone] })
    expect(decision.action).toBe('none')
    expect(decision.assessments.find(({ check }) => check === 'crashes')?.outcome).toBe('inconclusive')
    const unknown = new GuardedRun().second({ crashes, presence: [] })
    expect(unknown.action).toBe('none')
  })

  it('say nothing where as many crash that had nothing to do with it', () => {
    const crashes = ['a', 'b', 'c'].map((id) => crashed(id))
    const others = ['x', 'y', 'z'].map((id) => crashed(id, { service: 'mail', servedTreatment: false }))
    expect(new GuardedRun().second({ ...many, crashes: [...crashes, ...others] }).action).toBe('none')
  })

  it('kill also where those that came in their place crash before they have told anything', () => {
    const crashes = [crashed('a'), crashed('b')]
    const unheard = ['x', 'y', 'z'].map((id) => crashed(id, { servedTreatment: false, unheard: true }))
    expect(new GuardedRun().second({ crashes: [...crashes, ...unheard] }).action).toBe('kill')
  })

  it('hold where three crashed before they could tell whom they served', () => {
    const unheard = (id: string) => crashed(id, { servedTreatment: false, unheard: true })
    const run = new GuardedRun()
    expect(run.second({ ...many, crashes: ['x', 'y'].map(unheard) }).action).toBe('none')
    expect(run.second({ ...many, crashes: [unheard('z')] })).toMatchObject({
      action: 'hold',
      holds: ['evidence'],
      because: 'checkout: 3 instances crashed before they could tell whom they had served.',
    })
  })

  it('hold where three crashed that had told of the previous variant alone: their last second is in no report', () => {
    const control = (id: string) => crashed(id, { servedTreatment: false })
    const run = new GuardedRun()
    expect(run.second({ ...many, crashes: ['x', 'y'].map(control) }).action).toBe('none')
    expect(run.second({ ...many, crashes: [control('z')] })).toMatchObject({
      action: 'hold',
      holds: ['evidence'],
    })
    const before = { checkout: { requests: 0, errors: 0, slow: 0, crashes: 60 } }
    const usual = new GuardedRun({ before })
    expect(usual.second({ ...many, crashes: ['x', 'y', 'z'].map(control) }).action).toBe('none')
  })

  it('kill for one service whatever another one’s say', () => {
    const plan = { services: ['checkout', 'payments'] }
    const presence = [forty, { ...forty, service: 'payments', returned: 0 }]
    const crashes = ['a', 'b', 'c', 'd'].flatMap((id) => [
      crashed(id, { service: 'payments' }),
      crashed(`${id}-too`),
    ])
    const { action, because } = new GuardedRun(plan).second({ presence, crashes })
    expect([action, because]).toEqual(['kill', expect.stringMatching(/^checkout: 4 instances crashed/)])
  })

  it('are forgotten after five minutes', () => {
    const run = new GuardedRun()
    run.second({ ...many, crashes: [crashed('a'), crashed('b')] })
    run.seconds(300, many)
    expect(run.second({ ...many, crashes: [crashed('c')] }).action).not.toBe('kill')
  })
})

describe('breakers', () => {
  const trip = (instance: string) => ({ service: 'checkout', instance })

  it('of two instances within a minute kill', () => {
    const run = new GuardedRun()
    expect(run.second({ breakers: [trip('a'), trip('a')] }).action).not.toBe('kill')
    run.seconds(58)
    expect(run.second({ breakers: [trip('b')] })).toMatchObject({
      action: 'kill',
      because: 'checkout: 2 of 4 instances tripped their breaker within 60 s.',
    })
  })

  it('of two instances further apart do not', () => {
    const run = new GuardedRun()
    run.second({ breakers: [trip('a')] })
    run.seconds(59)
    expect(run.second({ breakers: [trip('b')] }).action).not.toBe('kill')
  })

  it('of one instance kill only where it is known to be the only one', () => {
    const breakers = [trip('a')]
    expect(new GuardedRun().second({ breakers, presence: [fourThere({ connected: 1 })] }).action).toBe('kill')
    expect(new GuardedRun().second({ breakers, presence: [] }).action).not.toBe('kill')
  })
})

describe('in trouble that may be everybody’s', () => {
  const trip = (instance: string) => ({ service: 'checkout', instance })
  const breakers = [trip('a'), trip('b')]
  const failing = { check: 'prom5xx', outcome: 'fail' as const, because: 'It is 4 %.' }

  it.each(['budget', 'blind'] as const)('(%s) other checks hold instead of killing', (trouble) => {
    const run = new GuardedRun()
    expect(run.second({ checks: [failing], holds: [trouble] })).toMatchObject({
      action: 'hold',
      holds: ['evidence', trouble].sort(),
      because: 'It is 4 %.',
    })
    expect(run.second({ checks: [failing] }).action).toBe('kill')
  })

  it('what was counted beside a control kills, and without one it holds', () => {
    const holds = ['budget' as const]
    expect(new GuardedRun().second({ breakers, holds }).action).toBe('kill')
    const everybody = new GuardedRun({ stages: [stage(1)] })
    expect(everybody.second({ breakers, holds, outcomes: [wellRow()] }).action).toBe('hold')
  })
})
