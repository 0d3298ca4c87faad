import type { Measurement } from '@ripcord/model'
import { seconds } from './sentences.js'
import type { CheckRow, Outcome } from './types.js'

/** What a check asks for, fixed for one run. */
export interface PulledRules {
  readonly check: string
  /** `fails` of the last `of` measurements have to be bad. */
  readonly failAfter: { readonly fails: number; readonly of: number }
  readonly onNoData: 'hold' | 'pass' | 'fail' | 'ignore'
  readonly onError: 'hold' | 'fail'
  readonly intervalMs: number
  /** How far back a measurement looks. */
  readonly windowMs: number
}

export interface PulledNow {
  /** Epoch milliseconds, like the measurements'. */
  readonly now: number
  readonly activatedAt: number
  readonly stageSince: number
}

/** Measurements that fill in for some without data. */
const spare = 2
/** Errors in a row after which nothing is known. */
const unknownAfter = 5
/** Of the same stage, to go on. */
const toPass = 2

/** How many measurements are looked at, the last ones. */
export function measurementsLookedAt({ failAfter }: PulledRules): number {
  return Math.max(failAfter.of + spare, unknownAfter)
}

/**
 * What the measurements of one check come to. `measured` in order of time; those from before the check tells of this run
 * alone (its window, and two intervals) count for nothing.
 */
export function judgePulled(rules: PulledRules, measured: readonly Measurement[], when: PulledNow): CheckRow {
  const from = when.activatedAt + rules.windowMs + 2 * rules.intervalMs
  const counted = measured.filter(({ at }) => at >= from && at <= when.now)
  const last = counted.at(-1)
  const row = (outcome: Outcome, because: string, more: Partial<CheckRow> = {}): CheckRow => ({
    check: rules.check,
    outcome,
    because: `${rules.check}: ${because}`,
    evidence: evidenceOf(rules, counted),
    ...more,
  })
  if (last === undefined) {
    return when.now < from
      ? row('inconclusive', `it tells of this run alone in ${seconds(from - when.now)}`)
      : unmeasured(rules, row, when.now - from)
  }
  const silentMs = when.now - last.at
  if (silentMs > 2 * rules.intervalMs + settleMs) return unmeasured(rules, row, silentMs)
  const bad = badOnes(rules, counted)
  if (bad >= rules.failAfter.fails)
    return row('fail', becauseOfFailure(rules, bad, last), { since: firstBadAt(rules, counted) })
  if (last.type === 'no-data' && rules.onNoData === 'hold')
    return row('hold', `no data: ${last.because}`, { hold: 'no-data' })
  if (last.type === 'error' && rules.onError === 'hold')
    return row('hold', `it can’t be measured: ${last.because}`, { hold: 'error' })
  const good = passesInARow(rules, counted, when.stageSince)
  if (good >= toPass) return row('pass', `the last ${toPass} measurements of this stage are good`)
  return row('inconclusive', `${good} of ${toPass} good measurements in this stage, ${bad} bad of late`)
}

/** Whether nothing is known of what it asks about: no data, or errors for some time. */
export function isUnknown(rules: PulledRules, measured: readonly Measurement[]): boolean {
  const last = measured.at(-1)
  if (last?.type === 'no-data') return rules.onNoData === 'hold'
  const latest = measured.slice(-unknownAfter)
  return latest.length === unknownAfter && latest.every(({ type }) => type === 'error')
}

/** A measurement may take so long to come. */
const settleMs = 5_000

type MakeRow = (outcome: Outcome, because: string, more?: Partial<CheckRow>) => CheckRow

/** Nobody has measured for too long, which is no word about what is measured. */
function unmeasured(rules: PulledRules, row: MakeRow, silentMs: number): CheckRow {
  if (silentMs <= 2 * rules.intervalMs + settleMs) return row('inconclusive', 'it was not measured yet')
  return row('hold', `it was not measured for ${seconds(silentMs)}`, { hold: 'no-data' })
}

/**
 * Bad ones among the last `of` that tell something. What has no data is skipped as long as older measurements fill in;
 * where they do not, it counts as its policy says, and by default for nothing: no data never kills.
 */
function badOnes(rules: PulledRules, counted: readonly Measurement[]): number {
  const { of } = rules.failAfter
  const range = counted.slice(-(of + spare))
  const telling = range.filter((one) => tells(rules, one)).slice(-of)
  const missing = Math.min(of - telling.length, range.length - telling.length)
  const filled = rules.onNoData === 'fail' ? missing : 0
  return telling.filter((one) => isBad(one)).length + filled
}

/** Of those that are looked at. */
function firstBadAt(rules: PulledRules, counted: readonly Measurement[]): number {
  const range = counted.slice(-(rules.failAfter.of + spare))
  const first = range.find((one) => (tells(rules, one) ? isBad(one) : rules.onNoData === 'fail'))
  return first?.at ?? 0
}

function tells(rules: PulledRules, { type }: Measurement): boolean {
  return type === 'value' || (type === 'error' && rules.onError === 'fail')
}

function isBad(measurement: Measurement): boolean {
  return measurement.type === 'value' ? measurement.isBad : true
}

function passesInARow(rules: PulledRules, counted: readonly Measurement[], since: number): number {
  let passes = 0
  for (const one of counted.filter(({ at }) => at > since).toReversed()) {
    if (one.type === 'no-data' && rules.onNoData === 'ignore') continue
    if (!isGood(rules, one)) break
    passes++
  }
  return passes
}

function isGood(rules: PulledRules, measurement: Measurement): boolean {
  if (measurement.type === 'value') return !measurement.isBad
  return measurement.type === 'no-data' && rules.onNoData === 'pass'
}

function becauseOfFailure(rules: PulledRules, bad: number, last: Measurement): string {
  const { of } = rules.failAfter
  const seen = last.type === 'value' ? `the last value is ${short(last.value)}` : last.because
  return `${bad} of the last ${of} measurements are bad; ${seen}`
}

function evidenceOf(
  { failAfter }: PulledRules,
  counted: readonly Measurement[],
): Record<string, number | string> {
  const shown = counted.slice(-failAfter.of)
  const last = shown.at(-1)
  if (last === undefined) return {}
  const { value, baseline, count } = last as { value?: number; baseline?: number; count?: number }
  return {
    measured: shown.map(wordOf).join(' '),
    at: last.at,
    ...(value !== undefined && { value }),
    ...(baseline !== undefined && { baseline }),
    ...(count !== undefined && { samples: count }),
  }
}

function wordOf(measurement: Measurement): string {
  if (measurement.type !== 'value') return measurement.type
  return `${short(measurement.value)}${measurement.isBad ? ' (bad)' : ''}`
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}
