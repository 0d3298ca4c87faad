import { expect, it } from 'vitest'
import { type Count, endOf, inOrder, perSecond, ratesOf, spans, toneOf } from './rates'

const now = Date.parse('2026-01-05T08:00:00Z')
const count = (secondsAgo: number, variant: string | null, reason: string, many: number): Count => ({
  ...({} as Count),
  at: new Date(now - secondsAgo * 1_000).toISOString(),
  variant,
  reason,
  count: many,
})

it('tells the rate and share of each variant and reason, the most frequent first', () => {
  const { rows } = ratesOf(
    [count(100, 'on', 'SPLIT', 100), count(50, 'off', 'SPLIT', 250), count(20, 'on', 'SPLIT', 50)],
    now,
  )
  expect(rows).toEqual([
    { variant: 'off', reason: 'SPLIT', perSecond: 2.5, share: 0.625, count: 250 },
    { variant: 'on', reason: 'SPLIT', perSecond: 1.5, share: 0.375, count: 150 },
  ])
})

it('forgets what is older than its window, and what is of the future', () => {
  const { rows } = ratesOf(
    [count(spans[0].ms / 1_000 + 1, 'on', 'STATIC', 9), count(-5, 'on', 'STATIC', 9)],
    now,
  )
  expect(rows).toEqual([])
})

it('has each evaluation in its step', () => {
  const { steps } = ratesOf([count(1, 'on', 'STATIC', 3), count(599, null, 'ERROR', 4)], now)
  expect(steps.find(({ variant }) => variant === 'on')?.counts.at(-1)).toBe(3)
  expect(steps.find(({ variant }) => variant === null)?.counts[0]).toBe(4)
})

it('says a rate with as many digits as say something', () => {
  expect([0.034, 1.26, 4_312.7].map(perSecond)).toEqual(['0.03 /s', '1.3 /s', '4,313 /s'])
})

it('ends before a minute that is not over, where it is counted by the minute', () => {
  expect(endOf(spans[1], now + 12_345)).toBe(now)
  expect(endOf(spans[0], now + 12_345)).toBe(now + 12_345)
})

it('shows each variant always at the same place in the same colour, the off one last and grey', () => {
  const variants = ['off', 'on', 'half']
  const steps = ['off', null, 'half', 'on'].map((variant) => ({ variant }))
  expect(inOrder(steps, variants, 'off').map(({ variant }) => variant)).toEqual(['on', 'half', null, 'off'])
  expect(toneOf('off', variants, 'off')).toBe('var(--grey-fill)')
  expect(toneOf('on', variants, 'off')).toBe('var(--blue)')
  expect(toneOf('gone', variants, 'off')).toBe('var(--amber)')
})
