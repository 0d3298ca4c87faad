import type { AnswerOf, operations } from '@ripcord/api'
import { count, duration } from '../../lib/format'
import type { Check } from './release-file'

export type Measured = AnswerOf<typeof operations.measureCheck>
type Pulled = Extract<Check, { failWhen?: unknown } | { type: 'http' }>

/** What is asked, in the words of who is asked. */
export function asks(check: Check): string {
  switch (check.type) {
    case 'sdk-outcomes':
      return check.slowAfter === undefined
        ? 'errors and slow calls, from the SDKs every second'
        : `errors, and calls slower than ${check.slowAfter}, from the SDKs every second`
    case 'prometheus':
      return check.query
    case 'http':
      return `${check.method ?? 'GET'} ${check.url ?? check.backend ?? ''}`
    case 'json':
      return `${check.pointer === '' ? 'the answer' : check.pointer} of ${check.url ?? check.backend ?? ''}`
    case 'elasticsearch':
      return `${check.aggregation === undefined ? 'hits' : JSON.stringify(check.aggregation)} in ${check.index}`
    case 'heartbeat':
      return `a beat every ${check.period}`
    case 'alert':
      return `alerts with ${(check.match ?? ['release="$release"']).join(', ')}`
  }
}

/** When a measurement of it is bad; undefined where nothing is measured. */
export function badWhen(check: Check): string | undefined {
  if (!isPulled(check)) return undefined
  return check.failWhen ?? (check.type === 'http' ? 'value < 200 || value >= 400' : undefined)
}

/** Whether it can be asked at any time. */
export function isPulled(check: Check): check is Pulled {
  return ['http', 'prometheus', 'elasticsearch', 'json'].includes(check.type)
}

/** The number that the value is held against, where it is held against one alone. */
export function threshold(check: Check): number | undefined {
  const [, at] = /^\s*value\s*[<>]=?\s*(-?\d+(?:\.\d+)?)\s*$/.exec(badWhen(check) ?? '') ?? []
  return at === undefined ? undefined : Number(at)
}

/** One measurement, as a person says it. */
export function said({ type, value, baseline, count: samples, because, tookMs }: Measured): string {
  if (type === 'no-data') return `knows nothing${because === undefined ? '' : `: ${because}`}`
  if (type === 'error') return `can’t be measured${because === undefined ? '' : `: ${because}`}`
  const parts = [
    number(value),
    baseline === undefined ? '' : `against ${number(baseline)} before`,
    samples === undefined ? '' : `of ${number(samples)} samples`,
  ]
  return `${parts.filter((part) => part !== '').join(' ')}, in ${duration(tookMs)}`
}

/** What a measurement alone comes to. */
export function verdictOf({ type, isBad }: Measured): 'good' | 'bad' | 'unknown' {
  if (type !== 'value') return 'unknown'
  return isBad === true ? 'bad' : 'good'
}

export function number(value: number | undefined): string {
  if (value === undefined) return '–'
  return Math.abs(value) >= 1_000 ? count(Math.round(value)) : String(Number(value.toPrecision(3)))
}
