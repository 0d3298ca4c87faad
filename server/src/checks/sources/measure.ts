import { durationMs, type Measurement, type PulledCheck } from '@ripcord/model'
import type { Egress } from '../../egress/egress.js'
import { type Condition, conditionOf, type Measured } from '../condition.js'
import { askElasticsearch } from './elasticsearch.js'
import { askHttp, askJson } from './http.js'
import { filledIn, type Names } from './placeholders.js'
import { askPrometheus } from './prometheus.js'
import { type Place, type Question, type Reading, wrong } from './source.js'

export interface MeasuredFor extends Names {
  readonly project: string
}

/** Asks a check's question once. Never rejects. */
export type Measure = (check: PulledCheck, of: MeasuredFor) => Promise<Measurement>

export interface MeasureDeps {
  egress: Pick<Egress, 'request'>
  /** A backend of the project; undefined where there is none. Rejects where it can’t be read. */
  backend: (project: string, key: string) => Promise<Place | undefined>
  /** Epoch milliseconds. */
  now: () => number
}

const mostTimeoutMs = 5_000
const pastMs = { '24h': 86_400_000, '7d': 604_800_000 } as const

export function createMeasure({ egress, backend, now }: MeasureDeps): Measure {
  async function ask(question: Question): Promise<Reading> {
    const answer = await egress.request(question.request)
    if (answer.type === 'answer') return question.read(answer)
    if (answer.type === 'failed' && question.readFailure !== undefined) return question.readFailure(answer)
    return wrong(answer.because)
  }

  async function placeOf({ url, backend: key }: PulledCheck, project: string): Promise<Place | string> {
    if (url !== undefined) return { url, headers: {} }
    return (await backend(project, key ?? '')) ?? `the project has no backend ${JSON.stringify(key)}`
  }

  /** What is asked, in the order: the value, the past, the number of samples. */
  async function readings(check: PulledCheck, place: Place, at: number): Promise<Readings> {
    const timeoutMs = timeoutOf(check)
    const past = 'baseline' in check && check.baseline !== undefined ? at - pastMs[check.baseline] : undefined
    const then = (when: number) => ask(questionOf(check, place, when, timeoutMs))
    const count = countOf(check, place, at, timeoutMs)
    const [value, baseline, samples] = await Promise.all([
      then(at),
      past === undefined ? undefined : then(past),
      count === undefined ? undefined : ask(count),
    ])
    return { value, baseline, samples }
  }

  return async (given, of) => {
    const at = now()
    const check = filledIn(given, of)
    if (typeof check === 'string') return { type: 'error', at, tookMs: 0, because: check }
    const condition = conditionOf(check)
    if (typeof condition === 'string') return { type: 'error', at, tookMs: 0, because: condition }
    try {
      const place = await placeOf(check, of.project)
      if (typeof place === 'string') return { type: 'error', at, tookMs: 0, because: place }
      const found = judge(check, condition, await readings(check, place, at))
      return { ...found, at }
    } catch {
      return { type: 'error', at, tookMs: 0, because: 'the server could not ask: its log says why' }
    }
  }
}

interface Readings {
  value: Reading
  baseline: Reading | undefined
  samples: Reading | undefined
}

type Found = Measurement extends infer M ? (M extends Measurement ? Omit<M, 'at'> : never) : never

function judge(check: PulledCheck, condition: Condition, { value, baseline, samples }: Readings): Found {
  if (value.type !== 'value') return { ...value, tookMs: 0 }
  const { tookMs } = value
  if (baseline !== undefined && baseline.type !== 'value')
    return { ...baseline, tookMs, because: `the past: ${baseline.because}` }
  if (samples !== undefined && samples.type !== 'value')
    return { ...samples, tookMs, because: `the number of samples: ${samples.because}` }
  const measured = measuredOf(value, baseline)
  if (measured === undefined)
    return { type: 'no-data', tookMs, because: 'the past was 0: nothing can be held against it' }
  const isBad = isUnanswered(check, value) || condition(measured)
  const count = samples?.value
  if (isBad && count !== undefined && count < leastOf(check)) {
    const because = `bad, but of ${count} samples alone: ${leastOf(check)} are asked for`
    return { type: 'no-data', because, tookMs }
  }
  return {
    type: 'value',
    value: value.value,
    ...(measured.baseline !== undefined && { baseline: measured.baseline }),
    ...(count !== undefined && { count }),
    isBad,
    tookMs,
  }
}

type Value = Reading & { type: 'value' }

function measuredOf(value: Value, baseline: Value | undefined): Measured | undefined {
  const shared = { value: value.value, latencyMs: value.tookMs }
  if (baseline === undefined) return shared
  return baseline.value === 0
    ? undefined
    : { ...shared, baseline: baseline.value, ratio: value.value / baseline.value }
}

function isUnanswered({ type }: PulledCheck, { value }: { value: number }): boolean {
  return type === 'http' && value === 0
}

function leastOf(check: PulledCheck): number {
  return check.type === 'prometheus' ? check.minCount : 0
}

function timeoutOf({ timeout, interval }: PulledCheck): number {
  const most = Math.min(mostTimeoutMs, (durationMs(interval) ?? 0) / 2)
  return timeout === undefined ? most : (durationMs(timeout) ?? most)
}

function questionOf(check: PulledCheck, place: Place, at: number, timeoutMs: number): Question {
  switch (check.type) {
    case 'prometheus':
      return askPrometheus(place, { query: check.query, at, lookback: check.lookback, timeoutMs })
    case 'elasticsearch':
      return askElasticsearch(place, check, { at, timeoutMs })
    case 'http':
      return askHttp(place, check, timeoutMs)
    case 'json':
      return askJson(place, check, timeoutMs)
  }
}

function countOf(check: PulledCheck, place: Place, at: number, timeoutMs: number): Question | undefined {
  if (check.type !== 'prometheus' || check.minCountQuery === undefined) return undefined
  return askPrometheus(place, { query: check.minCountQuery, at, lookback: check.lookback, timeoutMs })
}
