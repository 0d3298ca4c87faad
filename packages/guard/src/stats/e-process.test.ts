import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addAgainstBaseline,
  addSubjects,
  type EProcess,
  logEvidence,
  logMeanEvidence,
  NO_EVIDENCE,
} from './e-process.js'

/** The value of a bet of 1 in one report; the test itself begins with half of it. */
const at = (share: number, treatment: number, control: number) =>
  logEvidence(addSubjects(NO_EVIDENCE, share, treatment, control)) + Math.LN2

/** What is staked after so many erring subjects, beside the half at the start. */
const stakedAfter = (erring: number) => 0.5 - 0.5 / (1 + Math.log(1 + erring))

describe('evidence that the new path errs more', () => {
  it('begins with half of a stake of 1', () => {
    expect(logEvidence(NO_EVIDENCE)).toBeCloseTo(-Math.LN2, 12)
  })

  it.each([
    [0.5, 20, 5, 3.7649768001],
    [0.5, 10, 2, 2.1671305614],
    [0.5, 5, 5, -1.4363812215],
    [0.5, 30, 10, 4.0173744214],
    [0.5, 100, 90, -3.7938633087],
    [0.5, 0, 20, -6.3829508724],
    [0.1, 8, 4, 9.6572975841],
    [0.1, 12, 40, 2.5061928553],
    [0.1, 3, 0, 5.328741515],
    [0.01, 3, 0, 9.906278345],
    [0.01, 4, 60, 2.890754062],
  ])(
    'is what was worked out apart: at a share of %d, %d subjects against %d',
    (share, treatment, control, value) => {
      expect(at(share, treatment, control)).toBeCloseTo(value, 8)
    },
  )

  it('of two stages is the bet from the start, each with its share, and the bet that began between them', () => {
    const first = addSubjects(NO_EVIDENCE, 0.1, 3, 10)
    const fromStart = 0.5 * Math.exp(1.5228771535)
    const fromBetween = stakedAfter(13) * Math.exp(at(0.5, 9, 3))
    // The stake of what a report brings is laid with the next one.
    const second = addSubjects(first, 0.5, 9, 3)
    expect(Math.exp(logEvidence(second))).toBeCloseTo(fromStart + fromBetween, 8)
  })

  it('shrinks where the old path errs as its share lets expect', () => {
    expect(at(0.5, 20, 20)).toBeLessThan(0)
    expect(at(0.1, 10, 90)).toBeLessThan(0)
  })

  it('with what is not staked yet stays as large on average while nothing is wrong, whatever came before', () => {
    const reports = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 20 })
    fc.assert(
      fc.property(reports, fc.double({ min: 0.01, max: 0.98, noNaN: true }), (before, share) => {
        const worth = (evidence: EProcess) =>
          Math.exp(logEvidence(evidence)) + 0.5 - stakedAfter(evidence.staked)
        const now = before.reduce<EProcess>((sum, [s, f]) => addSubjects(sum, share, s, f), NO_EVIDENCE)
        const next =
          share * worth(addSubjects(now, share, 1, 0)) + (1 - share) * worth(addSubjects(now, share, 0, 1))
        expect(Math.abs(next / worth(now) - 1)).toBeLessThan(1e-9)
      }),
    )
  })

  it('finds a break after a long healthy time about as soon as one at the start', () => {
    const healthy = (evidence: EProcess) => addSubjects(evidence, 0.5, 1, 1)
    let late = NO_EVIDENCE
    for (let pair = 0; pair < 1000; pair++) late = healthy(late)
    const subjectsToKill = (evidence: EProcess) => {
      let count = 0
      for (let now = evidence; logEvidence(now) < -Math.log(0.001); count++) now = addSubjects(now, 0.5, 1, 0)
      return count
    }
    expect(subjectsToKill(NO_EVIDENCE)).toBeLessThanOrEqual(15)
    expect(subjectsToKill(late)).toBeLessThanOrEqual(32)
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
    expect(logEvidence(good)).toBeLessThan(-Math.LN2)
  })
})
