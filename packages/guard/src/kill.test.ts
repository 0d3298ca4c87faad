import { describe, expect, it } from 'vitest'
import { defaultLimits } from './defaults.js'
import {
  counts,
  erringRow,
  fourThere,
  GuardedRun,
  rowOf,
  stage,
  subjects,
  wellRow,
} from './testing/guarded-run.js'

/** Every one of thirty requests fails, each of another subject. */
const brokenSecond = (from: number, more = {}) =>
  erringRow(subjects(30, from), [], { treatment: counts(30, 30), ...more })

describe('a kill by what the SDKs counted', () => {
  it('comes within three seconds of reports on a hard break', () => {
    const run = new GuardedRun()
    run.seconds(30, { outcomes: [wellRow()] })
    const decisions = [1, 2, 3].map((at) => run.second({ outcomes: [brokenSecond(at * 100)] }))
    expect(decisions.map(({ action }) => action)).toContain('kill')
  })

  it('says in its sentence who erred, and how rare that is', () => {
    const run = new GuardedRun()
    const { because } = run.second({ outcomes: [erringRow(subjects(9), [100])] })
    expect(because).toMatch(
      /^checkout: 9 subjects erred in the new variant, which 10 % get, and 1 in the previous one\. By chance that is one in [\d,]+\. One in 1,000 is the limit to kill\.$/,
    )
  })

  it('needs no minimum of samples: that gates advancing only', () => {
    const run = new GuardedRun({ stages: [stage(0.1, { minSamples: 1_000_000 })] })
    expect(run.second({ outcomes: [erringRow(subjects(9))] }).action).toBe('kill')
  })

  it('does not come where the previous variant errs as much', () => {
    const run = new GuardedRun({ stages: [stage(0.5)] })
    for (let at = 0; at < 60; at++) {
      const from = 1000 * at
      const outcomes = [erringRow(subjects(20, from), subjects(20, from + 500))]
      expect(run.second({ outcomes }).action).not.toBe('kill')
    }
  })

  it('does not count a subject twice in a run, of whichever arm and stage', () => {
    const run = new GuardedRun()
    for (let at = 0; at < 120; at++) {
      run.stage = at < 60 ? 0 : 1
      const outcomes = [erringRow([1, 2], [3], { stage: run.stage })]
      expect(run.second({ outcomes }).action).not.toBe('kill')
    }
    const { evidence } = run.second().assessments[0] ?? {}
    expect(evidence).toMatchObject({ erringInTreatment: 2, erringInControl: 1 })
  })

  it('counts a report that arrives late for the stage that it names', () => {
    const inTime = new GuardedRun()
    const late = new GuardedRun()
    const report = erringRow(subjects(2), subjects(4, 100))
    inTime.second({ outcomes: [report] })
    late.second()
    late.stage = 1
    late.second({ outcomes: [report] })
    expect(late.memory.services.checkout?.evidence).toEqual(inTime.memory.services.checkout?.evidence)
    expect(late.memory.services.checkout?.stages[1]).toBeUndefined()
  })

  it('waits for three subjects, whatever chance is asked for, and holds meanwhile', () => {
    const run = new GuardedRun({ stages: [stage(0.001)], limits: { ...defaultLimits, killAlpha: 0.01 } })
    const decision = run.second({ outcomes: [erringRow([1, 2])] })
    expect(decision).toMatchObject({ action: 'hold', holds: ['evidence'] })
    expect(decision.because).toContain('It comes from 2 subjects alone, and a kill needs 3.')
    expect(run.second({ outcomes: [erringRow([3])] }).action).toBe('kill')
  })

  it('waits for a second instance, where there is one or it is not known', () => {
    const one = { outcomes: [erringRow(subjects(9), [], { erringInstances: ['a'] })] }
    expect(new GuardedRun().second(one).action).toBe('hold')
    expect(new GuardedRun().second({ ...one, presence: [] }).action).toBe('hold')
    expect(new GuardedRun().second({ ...one, presence: [fourThere({ connected: 1 })] }).action).toBe('kill')
  })

  it('comes for slow requests alone, on the instances that were slow', () => {
    const slow = rowOf({
      treatment: counts(100, 0, 9),
      control: counts(100),
      slow: { treatment: subjects(9), control: [] },
      slowInstances: ['a', 'b'],
    })
    const decision = new GuardedRun().second({ outcomes: [slow] })
    expect(decision.action).toBe('kill')
    expect(decision.because).toContain('9 subjects were slow in the new variant')
    expect(new GuardedRun({ watchesSlow: false }).second({ outcomes: [slow] }).action).not.toBe('kill')
  })

  it('is decided for all services as one: five healthy ones do not hide the sixth', () => {
    const services = ['checkout', 'a', 'b', 'c', 'd', 'e']
    const run = new GuardedRun({ services })
    const well = services.slice(1).map((service) => wellRow({ service }))
    expect(run.second({ outcomes: [...well, erringRow(subjects(12))] }).action).toBe('kill')
  })

  it('does not come from reports of a full set of subjects, of either arm', () => {
    const run = new GuardedRun({ stages: [stage(0.5)] })
    for (let at = 0; at < 64; at++) {
      const outcomes = [erringRow(subjects(511, at * 2000), subjects(512, at * 2000 + 1000))]
      expect(run.second({ outcomes }).action).not.toBe('kill')
    }
    const full = run.memory.services.checkout?.evidence
    const broken = erringRow(subjects(65, 1_000_000), [], { treatment: counts(1000, 65) })
    const decision = run.second({ outcomes: [broken] })
    run.second({ outcomes: [erringRow([2_000_000], [2_000_001])] })
    expect(run.memory.services.checkout?.evidence).toEqual(full)
    expect(decision.action).toBe('none')
    expect(decision.because).toContain('65,536 subjects have erred in this run')
  })
})

describe('a break that is seen at once', () => {
  /** Two of three subjects at a share where the test cannot see them: few, in both arms. */
  const fewSubjects = (treatment: number[], more = {}) =>
    rowOf({
      treatment: counts(20, 20),
      control: counts(20),
      erring: { treatment, control: [] },
      seen: [1, 2, 3],
      erringInstances: ['a'],
      ...more,
    })
  const half = () => new GuardedRun({ stages: [stage(0.5)] })

  it('kills for three subjects, although the test cannot know yet', () => {
    const { action, because } = half().second({ outcomes: [fewSubjects([1, 2, 3])] })
    expect(action).toBe('kill')
    expect(because).toBe(
      'checkout: 100 % of 20 requests failed in the new variant within the last 10 s, for 3 subjects; 0 % in the previous one.',
    )
  })

  it('kills for two where only two were seen, and not for two of three', () => {
    expect(half().second({ outcomes: [fewSubjects([1, 2], { seen: [1, 2] })] }).action).toBe('kill')
    expect(half().second({ outcomes: [fewSubjects([1, 2])] }).action).not.toBe('kill')
  })

  it('needs twenty requests, half of them failing, and a previous variant that is well', () => {
    const asks = [
      fewSubjects([1, 2, 3], { treatment: counts(19, 19) }),
      fewSubjects([1, 2, 3], { treatment: counts(100, 49) }),
      fewSubjects([1, 2, 3], { control: counts(20, 2) }),
    ]
    for (const row of asks) expect(half().second({ outcomes: [row] }).action).not.toBe('kill')
  })

  it('looks at the last ten seconds', () => {
    const run = half()
    run.second({ outcomes: [fewSubjects([1], { treatment: counts(10, 10) })] })
    run.seconds(9)
    const decision = run.second({ outcomes: [fewSubjects([2, 3], { treatment: counts(10, 10) })] })
    expect(decision.action).not.toBe('kill')
  })

  it('is not made by one subject that fails all the time, with an error of somebody else now and then', () => {
    const run = half()
    for (let at = 0; at < 120; at++) {
      const others = at % 8 === 7 ? [100 + at] : []
      const row = fewSubjects([], {
        treatment: counts(2, 1 + others.length),
        control: counts(100, 1),
        erring: { treatment: [1, ...others], control: [1000 + at] },
      })
      expect(run.second({ outcomes: [row] }).action).not.toBe('kill')
    }
  })

  it('takes what was before the start where nobody is in the previous variant', () => {
    const broken = fewSubjects([1, 2, 3], { control: counts(0) })
    expect(half().second({ outcomes: [broken] }).action).toBe('kill')
    const unknown = new GuardedRun({ stages: [stage(0.5)], before: {} })
    expect(unknown.second({ outcomes: [broken] }).action).not.toBe('kill')
  })
})
