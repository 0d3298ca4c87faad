import type { Measurement } from '@ripcord/model'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUnknown, judgePulled, type PulledRules } from './judge-pulled.js'

const interval = 10_000
const activatedAt = 1_000_000
/** The first moment whose measurements count. */
const from = activatedAt + 60_000 + 2 * interval

const rules = (parts: Partial<PulledRules> = {}): PulledRules => ({
  check: 'prom5xx',
  failAfter: { fails: 2, of: 3 },
  onNoData: 'hold',
  onError: 'hold',
  intervalMs: interval,
  windowMs: 60_000,
  ...parts,
})

/** 0 good, X bad, - no data, E error; one each interval, from the first moment that counts. */
function series(text: string, start = from): Measurement[] {
  return Array.from(text, (sign, i): Measurement => {
    const shared = { at: start + i * interval, tookMs: 3 }
    if (sign === '-') return { ...shared, type: 'no-data', because: 'the query finds no series' }
    if (sign === 'E') return { ...shared, type: 'error', because: 'it answered 503' }
    return { ...shared, type: 'value', value: sign === 'X' ? 0.5 : 0.01, isBad: sign === 'X' }
  })
}

function judged(text: string, parts: Partial<PulledRules> = {}, stageSince = activatedAt) {
  const measured = series(text)
  const now = (measured.at(-1)?.at ?? from) + 1_000
  return judgePulled(rules(parts), measured, { now, activatedAt, stageSince })
}

describe('a check fails', () => {
  it.each([
    ['XX', 'fail'],
    ['0X', 'inconclusive'],
    ['X0X', 'fail'],
    ['X00X', 'inconclusive'],
    ['XX0', 'fail'],
    ['XX00', 'pass'],
    ['X', 'inconclusive'],
  ])('by two bad ones of the last three: %s', (text, outcome) => {
    expect(judged(text).outcome).toBe(outcome)
  })

  it('in a sentence, with what was measured', () => {
    expect(judged('0XX')).toMatchObject({
      because: 'prom5xx: 2 of the last 3 measurements are bad; the last value is 0.5',
      evidence: { measured: '0.01 0.5 (bad) 0.5 (bad)', value: 0.5 },
      since: from + interval,
    })
  })

  it('by nothing that its query saw before the run', () => {
    const measured = [...series('XXXX', activatedAt + 1_000), ...series('0')]
    const when = { now: from + 1_000, activatedAt, stageSince: activatedAt }
    expect(judgePulled(rules(), measured, when).outcome).toBe('inconclusive')
    expect(judgePulled(rules(), series('XX', activatedAt), { ...when, now: from - 1 })).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringContaining('this run alone in'),
    })
  })
})

describe('a check passes', () => {
  it('by two good ones of this stage, not of the last', () => {
    expect(judged('00').outcome).toBe('pass')
    expect(judged('00', {}, from + interval - 1).outcome).toBe('inconclusive')
    expect(judged('000', {}, from + interval - 1).outcome).toBe('pass')
    expect(judged('00X').outcome).toBe('inconclusive')
  })

  it('by no data only where its policy says so', () => {
    expect(judged('--', { onNoData: 'pass' }).outcome).toBe('pass')
    expect(judged('--', { onNoData: 'ignore' }).outcome).toBe('inconclusive')
    expect(judged('00-', { onNoData: 'ignore' }).outcome).toBe('pass')
    expect(judged('00-').outcome).toBe('hold')
  })
})

describe('a check holds', () => {
  it('by what it holds', () => {
    expect(judged('00-')).toMatchObject({ outcome: 'hold', hold: 'no-data' })
    expect(judged('00E')).toMatchObject({
      outcome: 'hold',
      hold: 'error',
      because: expect.stringContaining('503'),
    })
    expect(judged('00E', { onError: 'fail' }).outcome).toBe('inconclusive')
    expect(judged('0EE', { onError: 'fail' }).outcome).toBe('fail')
  })

  it('where nobody measures any more', () => {
    const when = { now: from + 3 * interval + 60_000, activatedAt, stageSince: activatedAt }
    expect(judgePulled(rules(), series('00'), when)).toMatchObject({ outcome: 'hold', hold: 'no-data' })
    expect(judgePulled(rules(), [], when)).toMatchObject({ outcome: 'hold', hold: 'no-data' })
  })
})

// Published by CloudWatch: oldest to newest, with an evaluation range of five. Where data are missing and too few are
// bad it may raise an alarm by one data point; here no data never fails by itself.
const ours = { ALARM: 'fail', OK: 'not fail', INSUFFICIENT_DATA: 'not fail', retain: 'not fail' } as const
const policies = ['hold', 'ignore', 'fail', 'pass'] as const
it.each<[number, string, ...(keyof typeof ours)[]]>([
  [3, '0-X-X', 'OK', 'OK', 'OK', 'OK'],
  [3, '0----', 'OK', 'OK', 'OK', 'OK'],
  [3, '-----', 'INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK'],
  [3, '0XX-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [3, '--X--', 'INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK'],
  [2, '0-X-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '00X0X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '0-X--', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '----0', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '---X-', 'INSUFFICIENT_DATA', 'retain', 'ALARM', 'OK'],
])('%d of 3 with %s comes to what CloudWatch says', (fails, text, ...states) => {
  const outcomes = policies.map((onNoData) => judged(text, { failAfter: { fails, of: 3 }, onNoData }).outcome)
  expect(outcomes.map((outcome) => (outcome === 'fail' ? 'fail' : 'not fail'))).toEqual(
    states.map((state) => ours[state]),
  )
})

it('knows nothing of what has no data, or fails five times in a row', () => {
  expect(isUnknown(rules(), series('00-'))).toBe(true)
  expect(isUnknown(rules({ onNoData: 'ignore' }), series('00-'))).toBe(false)
  expect(isUnknown(rules(), series('0EEEE'))).toBe(false)
  expect(isUnknown(rules(), series('EEEEE'))).toBe(true)
  expect(isUnknown(rules(), [])).toBe(false)
})

const signs = fc.string({ unit: fc.constantFrom('0', 'X', '-', 'E'), maxLength: 12 })
const anyRules = fc.record({
  onNoData: fc.constantFrom(...policies),
  onError: fc.constantFrom('hold' as const, 'fail' as const),
  failAfter: fc.constantFrom({ fails: 1, of: 1 }, { fails: 2, of: 3 }, { fails: 3, of: 5 }),
})

it('never fails by what it does not know, unless it is told to, and never passes by it', () => {
  fc.assert(
    fc.property(signs, anyRules, (text, parts) => {
      const { outcome } = judged(text, parts)
      const bad = text.replaceAll(/[^X]/g, '').length
      if (parts.onNoData !== 'fail' && parts.onError !== 'fail' && bad < parts.failAfter.fails)
        expect(outcome).not.toBe('fail')
      if (parts.onNoData !== 'pass' && outcome === 'pass') expect(text).toMatch(/0-*0-*$/)
    }),
  )
})

it('counts no measurement twice, and none of the future', () => {
  fc.assert(
    fc.property(signs, anyRules, (text, parts) => {
      const measured = series(text)
      const now = (measured.at(-1)?.at ?? from) + 1_000
      const when = { now, activatedAt, stageSince: activatedAt }
      const later = series('XXXXX', now + interval)
      expect(judgePulled(rules(parts), [...measured, ...later], when)).toEqual(
        judgePulled(rules(parts), measured, when),
      )
    }),
  )
})
