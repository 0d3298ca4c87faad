import { expect, it } from 'vitest'
import { asks, badWhen, isPulled, said, threshold, verdictOf } from './check-words'
import type { Check } from './release-file'

const prometheus = { id: 'p', type: 'prometheus', query: 'up', failWhen: 'value > 0.02' } as const
const checks: Check[] = [
  { id: 'e', type: 'sdk-outcomes' },
  prometheus,
  { id: 'h', type: 'http', url: 'https://shop.example/health' },
  { id: 'j', type: 'json', backend: 'erp', pointer: '/stock', failWhen: 'value < 1' },
  { id: 's', type: 'elasticsearch', backend: 'logs', index: 'shop-*', failWhen: 'value > 5' },
  { id: 'b', type: 'heartbeat', period: '30s' },
  { id: 'a', type: 'alert' },
]

it('says what each check asks, and when that is bad', () => {
  expect(checks.map(asks)).toEqual([
    'errors and slow calls, from the SDKs every second',
    'up',
    'GET https://shop.example/health',
    '/stock of erp',
    'hits in shop-*',
    'a beat every 30s',
    'alerts with release="$release"',
  ])
  expect(checks.map(badWhen)).toEqual([
    undefined,
    'value > 0.02',
    'value < 200 || value >= 400',
    'value < 1',
    'value > 5',
    undefined,
    undefined,
  ])
  expect(checks.map(isPulled)).toEqual([false, true, true, true, true, false, false])
})

it('knows the one number that a value is held against', () => {
  const when = (failWhen: string) => threshold({ ...prometheus, failWhen })
  expect(['value > 0.02', 'value<=-3', 'ratio > 2', 'value > 1 || value < 0'].map(when)).toEqual([
    0.02,
    -3,
    undefined,
    undefined,
  ])
})

it('says what was measured, or why nothing was', () => {
  const at = { at: 0, tookMs: 12 }
  const good = { ...at, type: 'value' as const, value: 0.0123456, isBad: false }
  expect(said(good)).toBe('0.0123, in 12 ms')
  expect(said({ ...good, baseline: 2, count: 340 })).toBe('0.0123 against 2 before of 340 samples, in 12 ms')
  const away = { ...at, type: 'no-data' as const, because: 'no series' }
  expect(said(away)).toBe('knows nothing: no series')
  expect([good, { ...good, isBad: true }, away].map(verdictOf)).toEqual(['good', 'bad', 'unknown'])
})
