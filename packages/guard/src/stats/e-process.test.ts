import { describe, expect, it } from 'vitest'
import { addAgainstBaseline, addSubjects, logEvidence, logMeanEvidence, NO_EVIDENCE } from './e-process.js'

const at = (share: number, treatment: number, control: number) =>
  logEvidence(addSubjects(NO_EVIDENCE, share, treatment, control))

describe('evidence that the new path errs more', () => {
  it('begins at a value of 1', () => {
    expect(logEvidence(NO_EVIDENCE)).toBeCloseTo(0, 12)
  })

  it('is the value that was worked out by hand, at a half, a tenth and a hundredth', () => {
    expect(at(0.5, 20, 5)).toBeCloseTo(3.7649768001, 9)
    expect(at(0.5, 10, 2)).toBeCloseTo(2.1671305614, 9)
    expect(at(0.01, 3, 0)).toBeCloseTo(9.906278345, 8)
  })

  it('grows over stages, each with the share that its reports belong to', () => {
    const first = addSubjects(NO_EVIDENCE, 0.1, 3, 10)
    expect(logEvidence(addSubjects(first, 0.5, 9, 3))).toBeCloseTo(1.5228771535, 9)
  })

  it('is the same in whatever order and portions the reports come', () => {
    const once = addSubjects(NO_EVIDENCE, 0.5, 7, 4)
    const inParts = addSubjects(addSubjects(NO_EVIDENCE, 0.5, 0, 4), 0.5, 7, 0)
    expect(logEvidence(inParts)).toBeCloseTo(logEvidence(once), 12)
  })

  it('shrinks where the old path errs as its share lets expect', () => {
    expect(at(0.5, 20, 20)).toBeLessThan(0)
    expect(at(0.1, 10, 90)).toBeLessThan(0)
  })

  it('of several services is the mean of the values, so that five healthy ones do not hide a sixth', () => {
    const broken = addSubjects(NO_EVIDENCE, 0.5, 40, 0)
    const five = Array.from({ length: 5 }, () => NO_EVIDENCE)
    expect(logMeanEvidence([broken, ...five])).toBeCloseTo(logEvidence(broken) - Math.log(6), 6)
  })

  it('of nothing is no evidence', () => {
    expect(logMeanEvidence([])).toBe(0)
  })

  it('against a frozen rate grows with errors above it and shrinks with requests below it', () => {
    const bad = addAgainstBaseline(NO_EVIDENCE, 0.01, 20, 100)
    const good = addAgainstBaseline(NO_EVIDENCE, 0.01, 1, 100)
    expect(logEvidence(bad)).toBeGreaterThan(6.9078)
    expect(logEvidence(good)).toBeLessThan(0)
  })
})
